package dev.starling.media.encoding;

import dev.starling.libav.Bytes;

/**
 * One coded picture.
 *
 * @param data its slice NAL units, each after its length in four bytes, big-endian: an ISO/IEC 14496-15 sample
 * @param type of the picture
 * @param nalRefIdc 0 when no other picture is predicted from it
 * @param presentationTime in 1/90000 s of the title
 * @param decodeTime in 1/90000 s of the title: the clip's presentation times in rising order, handed out in decoding
 *     order. It may be later than {@code presentationTime}: the composition offset is signed
 */
public record CodedPicture(Bytes data, PictureType type, int nalRefIdc, long presentationTime, long decodeTime) {
    /** Whether decoding can start here. */
    public boolean keyFrame() {
        return type == PictureType.IDR;
    }

    /** Presentation minus decode time, in 1/90000 s, negative where pictures are reordered. */
    public long compositionOffset() {
        return presentationTime - decodeTime;
    }
}
