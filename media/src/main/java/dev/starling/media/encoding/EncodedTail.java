package dev.starling.media.encoding;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The tail of a member: its access units from one on, at a lower quality, predicted from the member's own pictures.
 *
 * @param from the first access unit that it replaces, in decoding order; a P picture
 * @param pictures in decoding order, with the times of those that they replace
 * @param cpuTime processor time of the encode on the calling thread; empty if unknown, as in {@link EncodedClip}
 */
public record EncodedTail(int from, List<CodedPicture> pictures, Optional<Duration> cpuTime) {
    public EncodedTail {
        pictures = List.copyOf(pictures);
    }

    /** Bytes of all pictures. */
    public long sizeBytes() {
        return pictures.stream().mapToLong(picture -> picture.data().size()).sum();
    }
}
