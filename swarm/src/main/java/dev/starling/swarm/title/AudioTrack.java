package dev.starling.swarm.title;

import java.util.List;

/**
 * The soundtrack: AAC, the same for every client. Times are in samples.
 *
 * @param codecs as in RFC 6381, such as {@code mp4a.40.2}
 * @param audioSpecificConfig ISO/IEC 14496-3, 1.6.2.1, in Base64
 * @param sampleRate in Hz
 * @param channels 1–8
 * @param primingSamples samples before the one that plays with the title's first picture
 * @param segments one per clip, in order, without gaps
 */
public record AudioTrack(
        String codecs,
        String audioSpecificConfig,
        int sampleRate,
        int channels,
        int primingSamples,
        List<AudioSegment> segments) {
    /** Decoded samples per access unit of AAC-LC. */
    public static final int SAMPLES_PER_FRAME = 1024;

    /**
     * The access units that are delivered with a clip.
     *
     * @param startSample the decoding time of the first, counted from the first priming sample
     * @param frameCount the number of access units
     * @param bytes their total size
     */
    public record AudioSegment(long startSample, int frameCount, long bytes) {}

    public AudioTrack {
        segments = List.copyOf(segments);
        long next = 0;
        for (AudioSegment segment : segments) {
            if (segment.startSample() != next || segment.frameCount() < 0) {
                throw new IllegalArgumentException("audio segments do not follow each other: " + segment);
            }
            next += (long) segment.frameCount() * SAMPLES_PER_FRAME;
        }
    }

    /** The mean bitrate. */
    public double bitsPerSecond() {
        long bytes = segments.stream().mapToLong(AudioSegment::bytes).sum();
        long samples = segments.stream()
                .mapToLong(it -> (long) it.frameCount() * SAMPLES_PER_FRAME)
                .sum();
        return samples == 0 ? 0 : bytes * 8.0 * sampleRate / samples;
    }
}
