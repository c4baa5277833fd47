package dev.starling.edge.manifest;

import dev.starling.edge.manifest.MediaPresentation.AudioAdaptationSet;
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

/** Writes the manifests of a title. All URIs in them are relative. */
public final class Manifests {
    /** The media type of both kinds of HLS playlist (RFC 8216bis, 4). */
    public static final String HLS_TYPE = "application/vnd.apple.mpegurl";
    /** The media type of an MPD (ISO/IEC 23009-1, annex C). */
    public static final String DASH_TYPE = "application/dash+xml";
    /** The name of a rendition's playlist. */
    public static final String PLAYLIST = "playlist.m3u8";
    /** The name of a rendition's initialisation segment. */
    public static final String INIT = "init.mp4";
    /** What follows a clip's number in the name of a segment. */
    public static final String SEGMENT_SUFFIX = ".m4s";

    private Manifests() {}

    /**
     * The HLS multivariant playlist.
     *
     * @param video the renditions to choose from, best first
     * @param base where the renditions' paths begin, ending with a slash
     */
    public static String multivariantPlaylist(Title title, List<? extends Rendition.Video> video, String base) {
        Optional<AudioTrack> audio = audible(title);
        Bitrate audioBitrate = audio.map(Bitrate::ofAudio).orElse(Bitrate.NONE);
        String audioCodecs = audio.map(it -> "," + it.codecs()).orElse("");
        return new MultivariantPlaylist(
                        audio.map(it ->
                                new AudioRendition(base + new Rendition.Audio().path() + PLAYLIST, it.channels())),
                        video.stream()
                                .map(rendition -> new Variant(
                                        base + rendition.path() + PLAYLIST,
                                        codecs(title, rendition) + audioCodecs,
                                        size(title, rendition),
                                        Bitrate.ofVideo(title, rendition).plus(audioBitrate),
                                        title.frameCount() * (double) Title.TIMESCALE / title.durationTicks()))
                                .toList())
                .text();
    }

    /**
     * The HLS media playlist of a rendition.
     *
     * @return empty for the audio of a silent title
     */
    public static Optional<String> mediaPlaylist(Title title, Rendition rendition) {
        return switch (rendition) {
            case Rendition.Video _ -> Optional.of(new MediaPlaylist(Title.TIMESCALE, Segment.ofVideo(title)).text());
            case Rendition.Audio() ->
                audible(title).map(it -> new MediaPlaylist(it.sampleRate(), Segment.ofAudio(it)).text());
        };
    }

    /** The DASH media presentation description; parameters as {@link #multivariantPlaylist}. */
    public static String mediaPresentation(Title title, List<? extends Rendition.Video> video, String base) {
        Timeline videoTimeline = new Timeline(Title.TIMESCALE, Segment.ofVideo(title));
        return new MediaPresentation(
                        new VideoAdaptationSet(
                                videoTimeline,
                                frameRate(title),
                                video.stream()
                                        .map(rendition -> new VideoRepresentation(
                                                id(rendition),
                                                base + rendition.path(),
                                                codecs(title, rendition),
                                                size(title, rendition),
                                                Bitrate.ofVideo(title, rendition)))
                                        .toList()),
                        audible(title)
                                .map(audio -> new AudioAdaptationSet(
                                        new Timeline(audio.sampleRate(), Segment.ofAudio(audio)),
                                        base + new Rendition.Audio().path(),
                                        audio.codecs(),
                                        audio.sampleRate(),
                                        audio.channels(),
                                        Bitrate.ofAudio(audio))))
                .text();
    }

    /** The soundtrack, if there is something to be heard of it. */
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
            case Rendition.Group(var group) -> Codecs.of(title.group(group), ParameterSetPlace.SAMPLE_ENTRY);
        };
    }

    private static PictureSize size(Title title, Rendition.Video rendition) {
        return switch (rendition) {
            case Rendition.Swarm() -> title.groups().getFirst().pictureSize();
            case Rendition.Group(var group) -> title.group(group).pictureSize();
        };
    }

    /** A fraction (ISO/IEC 23009-1, FrameRateType): of constant rates the exact one, else the mean. */
    private static String frameRate(Title title) {
        long frames = title.frameCount() * Title.TIMESCALE;
        long ticks = title.durationTicks();
        long divisor = BigInteger.valueOf(frames).gcd(BigInteger.valueOf(ticks)).longValueExact();
        return ticks / divisor == 1 ? Long.toString(frames / divisor) : frames / divisor + "/" + ticks / divisor;
    }
}
