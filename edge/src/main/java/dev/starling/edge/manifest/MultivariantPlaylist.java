package dev.starling.edge.manifest;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.AudioTrack;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * An HLS multivariant playlist (RFC 8216bis, 4.4.6).
 *
 * @param audio of type AUDIO, group by group; empty if the title has no sound
 * @param variants at least one, best first
 */
record MultivariantPlaylist(List<Media> audio, List<Variant> variants) {
    /**
     * {@code EXT-X-MEDIA} of type AUDIO (4.4.6.1).
     *
     * @param group {@code GROUP-ID}
     * @param name without quotes and line breaks
     */
    record Media(String group, String name, AudioTrack track, int channels, String uri) {}

    /**
     * {@code EXT-X-STREAM-INF} (4.4.6.2).
     *
     * @param codecs of video and audio, separated by a comma
     * @param bitrate of video and audio together
     * @param framesPerSecond the highest
     * @param audioGroup the group of its sound
     */
    record Variant(
            String uri,
            String codecs,
            PictureSize resolution,
            Bitrate bitrate,
            double framesPerSecond,
            Optional<String> audioGroup) {}

    MultivariantPlaylist {
        audio = List.copyOf(audio);
        variants = List.copyOf(variants);
    }

    String text() {
        StringBuilder text = new StringBuilder("#EXTM3U\n")
                .append("#EXT-X-VERSION:")
                .append(MediaPlaylist.VERSION)
                .append('\n')
                .append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        audio.forEach(rendition -> media(text, rendition));
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
            variant.audioGroup()
                    .ifPresent(group -> text.append(",AUDIO=\"").append(group).append('"'));
            text.append('\n').append(variant.uri()).append('\n');
        }
        return text.toString();
    }

    private static void media(StringBuilder text, Media rendition) {
        text.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"")
                .append(rendition.group())
                .append("\",NAME=\"")
                .append(rendition.name());
        if (!rendition.track().language().equals(AudioTrack.UNDETERMINED)) {
            text.append("\",LANGUAGE=\"").append(rendition.track().language());
        }
        text.append('"')
                .append(
                        switch (rendition.track().role()) {
                            case MAIN -> ",DEFAULT=YES,AUTOSELECT=YES";
                            case ALTERNATE -> ",DEFAULT=NO,AUTOSELECT=YES";
                            // Only a viewer who asks for comments gets them.
                            case COMMENTARY -> ",DEFAULT=NO,AUTOSELECT=NO";
                            case DESCRIPTION ->
                                ",DEFAULT=NO,AUTOSELECT=YES,"
                                        + "CHARACTERISTICS=\"public.accessibility.describes-video\"";
                        })
                .append(",CHANNELS=\"")
                .append(rendition.channels())
                .append("\",URI=\"")
                .append(rendition.uri())
                .append("\"\n");
    }
}
