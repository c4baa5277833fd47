package dev.starling.swarm.title;

import java.util.List;

/**
 * A soundtrack in AAC-LC with one number of channels and one bitrate. Times are in samples.
 *
 * @param id unique in the title; differs from the ids of its blend groups
 * @param track the soundtrack
 * @param origin where its access units come from
 * @param codecs as in RFC 6381, such as {@code mp4a.40.2}
 * @param audioSpecificConfig ISO/IEC 14496-3, 1.6.2.1, in Base64
 * @param sampleRate in Hz
 * @param channels 1–8
 * @param primingSamples samples before the one that plays with the title's first picture
 * @param segments one per clip, in order, without gaps
 */
public record AudioRendition(
        AudioRenditionId id,
        AudioTrack track,
        Origin origin,
        String codecs,
        String audioSpecificConfig,
        int sampleRate,
        int channels,
        int primingSamples,
        List<AudioSegment> segments) {
    /** Decoded samples per access unit of AAC-LC. */
    public static final int SAMPLES_PER_FRAME = 1024;

    /** Where the access units of a rendition come from. */
    public enum Origin {
        /** They are those of the source. */
        COPIED,
        /** They were encoded from the source's decoded sound. */
        ENCODED
    }

    /**
     * The access units that are delivered with a clip.
     *
     * @param startSample the decoding time of the first, counted from the first priming sample
     * @param frameCount the number of access units
     * @param bytes their total size
     */
    public record AudioSegment(long startSample, int frameCount, long bytes) {}

    public AudioRendition {
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

    /** Whether any of it is heard: it does not end with its priming. */
    public boolean audible() {
        return segments.stream().mapToLong(AudioSegment::frameCount).sum() * SAMPLES_PER_FRAME > primingSamples;
    }

    /** Whether segments of this and of another rendition of the same sound may follow each other in one track. */
    boolean alignsWith(AudioRendition other) {
        return track.equals(other.track)
                && codecs.equals(other.codecs)
                && audioSpecificConfig.equals(other.audioSpecificConfig)
                && sampleRate == other.sampleRate
                && channels == other.channels
                && primingSamples == other.primingSamples
                && frameCounts().equals(other.frameCounts());
    }

    /** Whether another rendition has the same sound, and perhaps more of it. */
    boolean goesOnIn(AudioRendition later) {
        return id.equals(later.id)
                && audioSpecificConfig.equals(later.audioSpecificConfig)
                && primingSamples == later.primingSamples
                && segments.size() <= later.segments.size()
                && segments.equals(later.segments.subList(0, segments.size()));
    }

    private List<Integer> frameCounts() {
        return segments.stream().map(AudioSegment::frameCount).toList();
    }
}
