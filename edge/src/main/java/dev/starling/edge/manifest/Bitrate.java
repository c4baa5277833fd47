package dev.starling.edge.manifest;

import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.Title;
import java.util.List;

/**
 * The bitrates of a rendition in manifests: those of its largest members, so that no viewer receives more.
 *
 * @param peak bits per second of the largest run of segments (RFC 8216bis, 4.1)
 * @param average bits per second of the whole title
 */
record Bitrate(long peak, long average) {
    static final Bitrate NONE = new Bitrate(0, 0);

    /** The share of a sample in the {@code moof} box. */
    private static final int BYTES_PER_SAMPLE = 16;
    /** The rest of the {@code moof} box and the {@code mdat} header. */
    private static final int BYTES_PER_CHUNK = 120;

    private static final double CHUNK_SECONDS = 0.5;

    static Bitrate ofVideo(VideoTracks tracks, Rendition.Video rendition) {
        return of(
                Segment.ofVideo(tracks.title()),
                tracks.title().clips().stream()
                        .mapToLong(clip -> tracks.largestMemberBytes(rendition, clip)
                                + container(clip.frameCount(), clip.seconds()))
                        .toArray(),
                Title.TIMESCALE,
                MediaPlaylist.targetSeconds(tracks.title(), tracks.title().growth()));
    }

    static Bitrate ofAudio(AudioRendition audio) {
        List<Segment> segments = Segment.ofAudio(audio);
        return segments.isEmpty()
                ? NONE
                : of(
                        segments,
                        segments.stream()
                                .map(segment -> audio.segments().get(segment.clip()))
                                .mapToLong(segment -> segment.bytes() + container(segment.frameCount(), 0))
                                .toArray(),
                        audio.sampleRate());
    }

    private static long container(int samples, double seconds) {
        return (long) BYTES_PER_SAMPLE * samples + BYTES_PER_CHUNK * (long) (1 + seconds / CHUNK_SECONDS);
    }

    /**
     * The bitrates of segments.
     *
     * @param bytes the size of each segment
     * @param timescale ticks per second
     */
    static Bitrate of(List<Segment> segments, long[] bytes, int timescale) {
        return of(segments, bytes, timescale, MediaPlaylist.targetSeconds(segments, timescale));
    }

    private static Bitrate of(List<Segment> segments, long[] bytes, int timescale, long targetSeconds) {
        double target = (double) targetSeconds * timescale;
        double peak = 0;
        long totalBytes = 0;
        long totalTicks = 0;
        for (int from = 0; from < bytes.length; from++) {
            totalBytes += bytes[from];
            totalTicks += segments.get(from).durationTicks();
            long runBytes = 0;
            long runTicks = 0;
            for (int i = from; i < bytes.length && runTicks <= 1.5 * target; i++) {
                runBytes += bytes[i];
                runTicks += segments.get(i).durationTicks();
                if (runTicks >= 0.5 * target && runTicks <= 1.5 * target) {
                    peak = Math.max(peak, (double) runBytes / runTicks);
                }
            }
        }
        double average = (double) totalBytes / totalTicks;
        // If no run of segments has an allowed length, the whole title is the only run.
        return new Bitrate(
                (long) Math.ceil(Math.max(peak, average) * 8 * timescale), (long) Math.ceil(average * 8 * timescale));
    }

    Bitrate plus(Bitrate other) {
        return new Bitrate(peak + other.peak, average + other.average);
    }

    /** The larger of both, peak and average each. */
    Bitrate max(Bitrate other) {
        return new Bitrate(Math.max(peak, other.peak), Math.max(average, other.average));
    }
}
