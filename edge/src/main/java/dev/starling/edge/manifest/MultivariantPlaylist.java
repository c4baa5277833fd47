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
 * @param iFrames I-frame playlists, best first; empty if there are none
 */
record MultivariantPlaylist(List<Media> audio, List<Variant> variants, List<IFrames> iFrames) {
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

    /**
     * {@code EXT-X-I-FRAME-STREAM-INF} (4.4.6.3).
     *
     * @param bitrate of the I-frames alone
     */
    record IFrames(String uri, String codecs, PictureSize resolution, Bitrate bitrate) {}

    MultivariantPlaylist {
        audio = List.copyOf(audio);
        variants = List.copyOf(variants);
        iFrames = List.copyOf(iFrames);
    }

    String text() {
        StringBuilder text = new StringBuilder("#EXTM3U\n")
                .append("#EXT-X-VERSION:")
                .append(MediaPlaylist.VERSION)
                .append('\n')
                .append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        audio.forEach(rendition -> media(text, rendition));
        for (Variant variant : variants) {
            text.append("#EXT-X-STREAM-INF:");
            common(text, variant.bitrate(), variant.codecs(), variant.resolution());
            text.append(",FRAME-RATE=")
                    .append(BigDecimal.valueOf(variant.framesPerSecond()).setScale(3, RoundingMode.HALF_UP));
            variant.audioGroup()
                    .ifPresent(group -> text.append(",AUDIO=\"").append(group).append('"'));
            text.append('\n').append(variant.uri()).append('\n');
        }
        for (IFrames only : iFrames) {
            text.append("#EXT-X-I-FRAME-STREAM-INF:");
            common(text, only.bitrate(), only.codecs(), only.resolution());
            text.append(",URI=\"").append(only.uri()).append("\"\n");
        }
        return text.toString();
    }

    private static void common(StringBuilder text, Bitrate bitrate, String codecs, PictureSize resolution) {
        text.append("BANDWIDTH=")
                .append(bitrate.peak())
                .append(",AVERAGE-BANDWIDTH=")
                .append(bitrate.average())
                .append(",CODECS=\"")
                .append(codecs)
                .append("\",RESOLUTION=")
                .append(resolution);
    }

    private static void media(StringBuilder text, Media rendition) {
        text.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"")
                .append(rendition.group())
                .append("\",NAME=\"")
                .append(rendition.name())
                .append("\",LANGUAGE=\"")
                .append(rendition.track().language())
                .append('"')
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
