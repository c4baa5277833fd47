package dev.starling.media.encoding;

import dev.starling.media.Bytes;

/**
 * One coded picture of H.264.
 *
 * @param data its slice NAL units, each after its length in four bytes, big-endian: a sample of ISO/IEC 14496-15
 * @param type of the picture
 * @param nalRefIdc nal_ref_idc of its slices, 0–3; 0 if no other picture refers to it
 * @param presentationTime in 1/90000 s of the title
 * @param decodeTime in 1/90000 s of the title: the clip's presentation times in rising order, assigned in decoding
 *     order. It may be later than {@code presentationTime}, because composition offsets are signed
 */
public record CodedPicture(Bytes data, PictureType type, int nalRefIdc, long presentationTime, long decodeTime) {
    /** Whether decoding can start here: whether this is an IDR picture. */
    public boolean keyFrame() {
        return type == PictureType.IDR;
    }

    /** Presentation time minus decode time, in 1/90000 s. Negative where pictures are reordered. */
    public long compositionOffset() {
        return presentationTime - decodeTime;
    }
}
