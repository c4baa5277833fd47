package dev.starling.edge.manifest;

import dev.starling.edge.manifest.MediaPresentation.AudioAdaptationSet;
import dev.starling.edge.manifest.MediaPresentation.SegmentUris;
import dev.starling.edge.manifest.MediaPresentation.Timeline;
import dev.starling.edge.manifest.MediaPresentation.VideoAdaptationSet;
import dev.starling.edge.manifest.MediaPresentation.VideoRepresentation;
import dev.starling.edge.manifest.MultivariantPlaylist.AudioRendition;
import dev.starling.edge.manifest.MultivariantPlaylist.Variant;
import dev.starling.swarm.cmaf.InitSegment.ParameterSetPlace;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.Title;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Writes the manifests of a title. */
public final class Manifests {
    /** The media type of both kinds of HLS playlist (RFC 8216bis, 4). */
    public static final String HLS_TYPE = "application/vnd.apple.mpegurl";
    /** The media type of an MPD (ISO/IEC 23009-1, annex C). */
    public static final String DASH_TYPE = "application/dash+xml";

    private Manifests() {}

    /**
     * Writes the HLS multivariant playlist.
     *
     * @param video the renditions to choose from, best first
     * @param links from this playlist
     */
    public static String multivariantPlaylist(Title title, List<? extends Rendition.Video> video, Links links) {
        Optional<AudioTrack> audio = audible(title);
        Bitrate audioBitrate = audio.map(Bitrate::ofAudio).orElse(Bitrate.NONE);
        String audioCodecs = audio.map(it -> "," + it.codecs()).orElse("");
        return new MultivariantPlaylist(
                        audio.map(it -> new AudioRendition(
                                links.to(new Rendition.Audio(), new Part.Playlist()), it.channels())),
                        video.stream()
                                .map(rendition -> new Variant(
                                        links.to(rendition, new Part.Playlist()),
                                        codecs(title, rendition) + audioCodecs,
                                        size(title, rendition),
                                        Bitrate.ofVideo(title, rendition).plus(audioBitrate),
                                        title.frameCount() * (double) Title.TIMESCALE / title.durationTicks()))
                                .toList())
                .text();
    }

    /**
     * Writes the HLS media playlist of a rendition.
     *
     * @param links from this playlist
     * @return empty for the audio of a title without sound
     */
    public static Optional<String> mediaPlaylist(Title title, Rendition rendition, Links links) {
        return playlist(title, rendition).map(playlist -> playlist.text(rendition, links));
    }

    /** Whether a title has a rendition. */
    public static boolean exists(Title title, Rendition rendition) {
        return switch (rendition) {
            case Rendition.Swarm() -> true;
            case Rendition.Group(var id) ->
                title.groups().stream().anyMatch(group -> group.id().equals(id));
            case Rendition.Audio() -> audible(title).isPresent();
        };
    }

    private static Optional<MediaPlaylist> playlist(Title title, Rendition rendition) {
        return switch (rendition) {
            case Rendition.Video _ -> Optional.of(new MediaPlaylist(Title.TIMESCALE, Segment.ofVideo(title)));
            case Rendition.Audio() -> audible(title).map(it -> new MediaPlaylist(it.sampleRate(), Segment.ofAudio(it)));
        };
    }

    /**
     * Writes the DASH media presentation description.
     *
     * @param video the renditions to choose from, best first
     * @param links from this description
     */
    public static String mediaPresentation(Title title, List<? extends Rendition.Video> video, Links links) {
        Timeline videoTimeline = new Timeline(Title.TIMESCALE, Segment.ofVideo(title));
        return new MediaPresentation(
                        new VideoAdaptationSet(
                                videoTimeline,
                                frameRate(title),
                                video.stream()
                                        .map(rendition -> new VideoRepresentation(
                                                id(rendition),
                                                SegmentUris.of(rendition, links),
                                                codecs(title, rendition),
                                                size(title, rendition),
                                                Bitrate.ofVideo(title, rendition)))
                                        .toList()),
                        audible(title)
                                .map(audio -> new AudioAdaptationSet(
                                        new Timeline(audio.sampleRate(), Segment.ofAudio(audio)),
                                        SegmentUris.of(new Rendition.Audio(), links),
                                        audio.codecs(),
                                        audio.sampleRate(),
                                        audio.channels(),
                                        Bitrate.ofAudio(audio))))
                .text();
    }

    /** The audio track, if any of it is heard. */
    private static Optional<AudioTrack> audible(Title title) {
        return title.audio().filter(audio -> !Segment.ofAudio(audio).isEmpty());
    }

    private static String id(Rendition.Video rendition) {
        return switch (rendition) {
            case Rendition.Swarm() -> "swarm";
            case Rendition.Group(var group) -> "group-" + group;
        };
    }

    private static String codecs(Title title, Rendition.Video rendition) {
        return switch (rendition) {
            case Rendition.Swarm() -> Codecs.ofSwarm(title);
            case Rendition.Group(var group) ->
                title.isWhole(group)
                        ? Codecs.of(title.group(group), ParameterSetPlace.SAMPLE_ENTRY)
                        : Codecs.of(title.largestServing(group), ParameterSetPlace.IN_BAND);
        };
    }

    private static PictureSize size(Title title, Rendition.Video rendition) {
        return switch (rendition) {
            case Rendition.Swarm() -> title.groups().getFirst().pictureSize();
            case Rendition.Group(var group) -> title.largestServing(group).pictureSize();
        };
    }

    /** A fraction (ISO/IEC 23009-1, FrameRateType): exact for constant frame rates, the mean for others. */
    private static String frameRate(Title title) {
        long frames = title.frameCount() * Title.TIMESCALE;
        long ticks = title.durationTicks();
        long divisor = BigInteger.valueOf(frames).gcd(BigInteger.valueOf(ticks)).longValueExact();
        return ticks / divisor == 1 ? Long.toString(frames / divisor) : frames / divisor + "/" + ticks / divisor;
    }
}
