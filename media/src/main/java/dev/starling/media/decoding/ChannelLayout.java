package dev.starling.media.decoding;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The channel layouts of {@link AudioReader}, with the bitrates of AAC-LC that suit them. */
public enum ChannelLayout {
    /** One channel. */
    MONO("mono", 1, 96_000, 80_000, 48_000),
    /** Left and right. */
    STEREO("stereo", 2, 160_000, 128_000, 64_000),
    /** Front left, right, centre, low frequency, back left, right. */
    SURROUND("5.1", 6, 384_000, 384_000, 384_000);

    private final String nativeName;
    private final int channels;
    private final int maxCopiedBitsPerSecond;
    private final int highBitsPerSecond;
    private final int lowBitsPerSecond;

    ChannelLayout(
            String nativeName, int channels, int maxCopiedBitsPerSecond, int highBitsPerSecond, int lowBitsPerSecond) {
        this.nativeName = nativeName;
        this.channels = channels;
        this.maxCopiedBitsPerSecond = maxCopiedBitsPerSecond;
        this.highBitsPerSecond = highBitsPerSecond;
        this.lowBitsPerSecond = lowBitsPerSecond;
    }

    /** The layouts that are made of a source with some channels, most channels first. */
    static List<ChannelLayout> of(int channels) {
        return channels == 1 ? List.of(MONO) : channels <= 3 ? List.of(STEREO) : List.of(SURROUND, STEREO);
    }

    /** The layout of a {@code channelConfiguration} of ISO/IEC 14496-3, table 1.19. */
    static Optional<ChannelLayout> ofConfiguration(int configuration) {
        return Stream.of(values())
                .filter(layout -> layout.channels == configuration)
                .findFirst();
    }

    /** FFmpeg's name. */
    String nativeName() {
        return nativeName;
    }

    /** The number of channels, which is also their {@code channelConfiguration}. */
    public int channels() {
        return channels;
    }

    /** The highest bitrate at which a source's own frames are delivered, in bits per second. */
    int maxCopiedBitsPerSecond() {
        return maxCopiedBitsPerSecond;
    }

    /** The bitrates to encode at, in bits per second, highest first. */
    List<Integer> bitrates() {
        return Stream.of(highBitsPerSecond, lowBitsPerSecond).distinct().toList();
    }
}
