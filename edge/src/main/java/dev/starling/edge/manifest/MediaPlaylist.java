package dev.starling.edge.manifest;

import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.Title;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * An HLS media playlist of a title (RFC 8216bis, 4.4.3–4.4.5).
 *
 * @param type whether segments are still to come
 * @param timescale ticks per second of the segments
 * @param targetSeconds the target duration, the same in all playlists of a title
 * @param segments at least one
 */
record MediaPlaylist(Type type, int timescale, long targetSeconds, List<Segment> segments) {
    /** EXT-X-MAP needs only version 6 unless the playlist is of I-frames; CMAF players expect 7. */
    static final int VERSION = 7;

    private static final int MICROSECOND_DIGITS = 6;

    /**
     * How a playlist changes (4.4.3.5). Whoever watches a growing title begins with its first clip, and not near its
     * end, as players do by themselves (4.4.2.2).
     */
    enum Type {
        /** Not at all. */
        VOD("#EXT-X-PLAYLIST-TYPE:VOD\n", "#EXT-X-ENDLIST\n"),
        /** Segments are appended. */
        EVENT("#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0\n", ""),
        /** Segments were appended, and all are there now. */
        ENDED_EVENT(EVENT.head, VOD.end);

        private final String head;
        private final String end;

        Type(String head, String end) {
            this.head = head;
            this.end = end;
        }

        /**
         * The type of the playlists of a title.
         *
         * @param opened the growth in the state that the player knows
         */
        static Type of(Title title, Optional<Growth> opened) {
            return title.growth().isPresent() ? EVENT : opened.isPresent() ? ENDED_EVENT : VOD;
        }

        /** The tags before the segments. */
        String head() {
            return head;
        }

        /** The tags after the segments. */
        String end() {
            return end;
        }
    }

    MediaPlaylist {
        segments = List.copyOf(segments);
    }

    /**
     * Writes the playlist.
     *
     * @param rendition the owner of the segments
     * @param links from this playlist
     */
    String text(Rendition rendition, Links links) {
        StringBuilder text = new StringBuilder("#EXTM3U\n")
                .append("#EXT-X-VERSION:")
                .append(VERSION)
                .append("\n#EXT-X-TARGETDURATION:")
                .append(targetSeconds)
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n")
                .append(type.head())
                .append("#EXT-X-INDEPENDENT-SEGMENTS\n")
                .append("#EXT-X-MAP:URI=\"")
                .append(links.to(rendition, new Part.Init()))
                .append("\"\n");
        for (Segment segment : segments) {
            text.append("#EXTINF:")
                    .append(extinf(segment, segments.getFirst(), timescale))
                    .append(",\n")
                    .append(links.to(rendition, new Part.Segment(segment.clip())))
                    .append('\n');
        }
        return text.append(type.end()).toString();
    }

    /** The target duration of segments: EXTINF, rounded to the nearest integer, must not exceed it (4.4.3.1). */
    static long targetSeconds(List<Segment> segments, int timescale) {
        return segments.stream()
                .mapToLong(it -> Math.max(1, Math.round((double) it.durationTicks() / timescale)))
                .max()
                .orElse(1);
    }

    /**
     * The target duration of all playlists of a title: that of its longest segment, of pictures or of sound. Apple's
     * authoring specification requires one (8.2). It must not change while a title grows (4.4.3.1).
     *
     * @param opened the growth in the state that the player knows; empty if the title was whole
     */
    static long targetSeconds(Title title, Optional<Growth> opened) {
        return LongStream.concat(
                        LongStream.of(
                                targetSeconds(Segment.ofVideo(title), Title.TIMESCALE),
                                opened.map(MediaPlaylist::longest).orElse(1L)),
                        title.audio().stream().mapToLong(it -> targetSeconds(Segment.ofAudio(it), it.sampleRate())))
                .max()
                .orElseThrow();
    }

    private static long longest(Growth growth) {
        return Math.round((double) growth.maxClipTicks() / Title.TIMESCALE);
    }

    /** The duration of a segment: a difference of rounded times, so that the sum never drifts from the media. */
    static String extinf(Segment segment, Segment first, int timescale) {
        long start = segment.startTicks() - first.startTicks();
        return seconds(start + segment.durationTicks(), timescale)
                .subtract(seconds(start, timescale))
                .toPlainString();
    }

    private static BigDecimal seconds(long ticks, int timescale) {
        return BigDecimal.valueOf(ticks)
                .divide(BigDecimal.valueOf(timescale), MICROSECOND_DIGITS, RoundingMode.HALF_UP);
    }
}
