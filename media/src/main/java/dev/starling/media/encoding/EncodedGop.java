package dev.starling.media.encoding;

import dev.starling.libav.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One clip by an encoder that decided on picture types itself. It can follow and be followed by other clips, and be
 * spliced with nothing.
 *
 * @param encoder that made it
 * @param header what stands before the pictures: parameter sets in Annex B form, or a sequence header OBU
 * @param pictures in decoding order, the first a key frame
 * @param start when the first picture appears, in 1/90000 s of the title
 * @param end when the last picture has been shown, in 1/90000 s of the title
 * @param cpuTime what the encode took of the processor, on all threads; empty where it cannot be known: on virtual
 *     threads
 */
public record EncodedGop(
        GopSettings.Encoder encoder,
        Bytes header,
        List<CodedPicture> pictures,
        long start,
        long end,
        Optional<Duration> cpuTime) {
    public EncodedGop {
        pictures = List.copyOf(pictures);
    }

    /**
     * What is decoded to show one picture.
     *
     * @param data NAL units in Annex B form, or a temporal unit without its delimiter, as ISO media files have it
     * @param presentationTime in 1/90000 s of the title
     */
    public record CodedPicture(Bytes data, long presentationTime) {}

    /** Bytes of all pictures, the header not counted. */
    public long sizeBytes() {
        return pictures.stream().mapToLong(picture -> picture.data().size()).sum();
    }
}
