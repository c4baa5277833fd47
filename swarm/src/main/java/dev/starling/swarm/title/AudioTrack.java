package dev.starling.swarm.title;

import java.util.List;

/**
 * The soundtrack: AAC, the same for everyone. Times are in samples.
 *
 * @param codecs as RFC 6381 writes it, such as {@code mp4a.40.2}
 * @param audioSpecificConfig ISO/IEC 14496-3, 1.6.2.1, in Base64
 * @param sampleRate in Hz
 * @param channels 1–8
 * @param primingSamples samples before the one that belongs to the title's first picture
 * @param segments one a clip, in order, without a gap
 */
public record AudioTrack(
        String codecs,
        String audioSpecificConfig,
        int sampleRate,
        int channels,
        int primingSamples,
        List<AudioSegment> segments) {
    /** Samples an access unit of AAC-LC decodes to. */
    public static final int SAMPLES_A_FRAME = 1024;

    /**
     * The access units that are delivered with a clip.
     *
     * @param startSample decoding time of the first, counted from the first priming sample
     * @param frameCount its access units
     * @param bytes of all of them
     */
    public record AudioSegment(long startSample, int frameCount, long bytes) {}

    public AudioTrack {
        segments = List.copyOf(segments);
        long next = 0;
        for (AudioSegment segment : segments) {
            if (segment.startSample() != next || segment.frameCount() < 0) {
                throw new IllegalArgumentException("Audio segments do not follow each other: " + segment);
            }
            next += (long) segment.frameCount() * SAMPLES_A_FRAME;
        }
    }

    /** The mean bitrate. */
    public double bitsPerSecond() {
        long bytes = segments.stream().mapToLong(AudioSegment::bytes).sum();
        long samples = segments.stream()
                .mapToLong(it -> (long) it.frameCount() * SAMPLES_A_FRAME)
                .sum();
        return samples == 0 ? 0 : bytes * 8.0 * sampleRate / samples;
    }
}
