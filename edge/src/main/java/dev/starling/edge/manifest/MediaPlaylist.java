package dev.starling.edge.manifest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * An HLS media playlist of a whole title (RFC 8216bis, 4.4.3–4.4.5).
 *
 * @param timescale ticks per second of the segments
 * @param segments at least one
 */
record MediaPlaylist(int timescale, List<Segment> segments) {
    /** EXT-X-MAP needs only version 6 unless the playlist is of I-frames; CMAF players expect 7. */
    static final int VERSION = 7;

    private static final int MICROSECOND_DIGITS = 6;

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
        // EXTINF, rounded to the nearest integer, must not exceed the target duration (4.4.3.1).
        long target = segments.stream()
                .mapToLong(it -> Math.round((double) it.durationTicks() / timescale))
                .max()
                .orElseThrow();
        StringBuilder text = new StringBuilder("#EXTM3U\n")
                .append("#EXT-X-VERSION:")
                .append(VERSION)
                .append("\n#EXT-X-TARGETDURATION:")
                .append(Math.max(1, target))
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n")
                .append("#EXT-X-MAP:URI=\"")
                .append(links.to(rendition, new Part.Init()))
                .append("\"\n");
        long start = segments.getFirst().startTicks();
        for (Segment segment : segments) {
            // Differences of rounded times, so that the sum never drifts from the media.
            BigDecimal from = seconds(segment.startTicks() - start);
            BigDecimal until = seconds(segment.startTicks() - start + segment.durationTicks());
            text.append("#EXTINF:")
                    .append(until.subtract(from).toPlainString())
                    .append(",\n")
                    .append(links.to(rendition, new Part.Segment(segment.clip())))
                    .append('\n');
        }
        return text.append("#EXT-X-ENDLIST\n").toString();
    }

    private BigDecimal seconds(long ticks) {
        return BigDecimal.valueOf(ticks)
                .divide(BigDecimal.valueOf(timescale), MICROSECOND_DIGITS, RoundingMode.HALF_UP);
    }
}
