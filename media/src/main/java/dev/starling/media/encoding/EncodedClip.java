package dev.starling.media.encoding;

import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One clip under one set of parameters, in H.264.
 *
 * @param configuration the parameter sets; equal for all members of a blend group
 * @param pictures in decoding order, the first an IDR picture
 * @param start presentation time of the first picture, in 1/90000 s of the title
 * @param end end of the last picture, in 1/90000 s of the title
 * @param cpuTime processor time of the encode on the calling thread; empty if unknown: with several encoder threads and
 *     on virtual threads
 */
public record EncodedClip(
        AvcDecoderConfigurationRecord configuration,
        List<CodedPicture> pictures,
        long start,
        long end,
        Optional<Duration> cpuTime) {
    public EncodedClip {
        pictures = List.copyOf(pictures);
    }

    /** Bytes of all pictures, without the parameter sets. */
    public long sizeBytes() {
        return pictures.stream().mapToLong(picture -> picture.data().size()).sum();
    }

    /**
     * The shortest delay, in 1/90000 s, that makes every composition offset non-negative when it is added to all
     * presentation times or subtracted from all decode times. 0 without B pictures.
     */
    public long reorderDelay() {
        return pictures.stream()
                .mapToLong(picture -> -picture.compositionOffset())
                .max()
                .orElse(0);
    }
}
