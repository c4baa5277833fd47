package dev.starling.edge.manifest;

import dev.starling.swarm.profile.PictureSize;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * An HLS multivariant playlist (RFC 8216bis, 4.4.6).
 *
 * @param audio the only audio rendition; empty if the title has no sound
 * @param variants at least one, best first
 */
record MultivariantPlaylist(Optional<AudioRendition> audio, List<Variant> variants) {
    private static final String AUDIO_GROUP = "audio";

    /** {@code EXT-X-MEDIA} of type AUDIO (4.4.6.1). */
    record AudioRendition(String uri, int channels) {}

    /**
     * {@code EXT-X-STREAM-INF} (4.4.6.2).
     *
     * @param codecs of video and audio, separated by a comma
     * @param bitrate of video and audio together
     * @param framesPerSecond the mean
     */
    record Variant(String uri, String codecs, PictureSize resolution, Bitrate bitrate, double framesPerSecond) {}

    MultivariantPlaylist {
        variants = List.copyOf(variants);
    }

    String text() {
        StringBuilder text = new StringBuilder("#EXTM3U\n")
                .append("#EXT-X-VERSION:")
                .append(MediaPlaylist.VERSION)
                .append('\n')
                .append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        audio.ifPresent(rendition -> text.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"")
                .append(AUDIO_GROUP)
                .append("\",NAME=\"Original\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"")
                .append(rendition.channels())
                .append("\",URI=\"")
                .append(rendition.uri())
                .append("\"\n"));
        for (Variant variant : variants) {
            text.append("#EXT-X-STREAM-INF:BANDWIDTH=")
                    .append(variant.bitrate().peak())
                    .append(",AVERAGE-BANDWIDTH=")
                    .append(variant.bitrate().average())
                    .append(",CODECS=\"")
                    .append(variant.codecs())
                    .append("\",RESOLUTION=")
                    .append(variant.resolution())
                    .append(",FRAME-RATE=")
                    .append(BigDecimal.valueOf(variant.framesPerSecond()).setScale(3, RoundingMode.HALF_UP));
            if (audio.isPresent()) {
                text.append(",AUDIO=\"").append(AUDIO_GROUP).append('"');
            }
            text.append('\n').append(variant.uri()).append('\n');
        }
        return text.toString();
    }
}
