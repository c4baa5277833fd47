package dev.starling.media.encoding;

import dev.starling.media.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One clip in HEVC or AV1, with picture types that the encoder chose. Other clips can precede and follow it, but it
 * cannot be spliced.
 *
 * @param encoder that made it
 * @param header parameter sets in Annex B format (HEVC) or a sequence header OBU (AV1)
 * @param pictures in decoding order, the first a key frame
 * @param start presentation time of the first picture, in 1/90000 s of the title
 * @param end end of the last picture, in 1/90000 s of the title
 * @param cpuTime processor time of the encode on all threads; empty if unknown: on virtual threads
 */
public record EncodedGop(
        GopSettings.Encoder encoder,
        Bytes header,
        List<Picture> pictures,
        long start,
        long end,
        Optional<Duration> cpuTime) {
    public EncodedGop {
        pictures = List.copyOf(pictures);
    }

    /**
     * One coded picture.
     *
     * @param data an access unit in Annex B format (HEVC) or a temporal unit without its delimiter, as in ISO media
     *     files (AV1)
     * @param presentationTime in 1/90000 s of the title
     */
    public record Picture(Bytes data, long presentationTime) {}

    /** Bytes of all pictures, without the header. */
    public long sizeBytes() {
        return pictures.stream().mapToLong(picture -> picture.data().size()).sum();
    }
}
