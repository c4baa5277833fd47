package dev.starling.edge.manifest;

import dev.starling.edge.manifest.MediaPresentation.AudioAdaptationSet;
import dev.starling.edge.manifest.MediaPresentation.AudioRepresentation;
import dev.starling.edge.manifest.MediaPresentation.SegmentUris;
import dev.starling.edge.manifest.MediaPresentation.Timeline;
import dev.starling.edge.manifest.MediaPresentation.TrickModeRepresentation;
import dev.starling.edge.manifest.MediaPresentation.TrickModeSet;
import dev.starling.edge.manifest.MediaPresentation.VideoAdaptationSet;
import dev.starling.edge.manifest.MediaPresentation.VideoRepresentation;
import dev.starling.edge.manifest.MultivariantPlaylist.IFrames;
import dev.starling.edge.manifest.MultivariantPlaylist.Media;
import dev.starling.edge.manifest.MultivariantPlaylist.Variant;
import dev.starling.swarm.steer.SoundChoice;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioSet;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.Title;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the manifests of a title. */
public final class Manifests {
    /** The media type of both kinds of HLS playlist (RFC 8216bis, 4). */
    public static final String HLS_TYPE = "application/vnd.apple.mpegurl";
    /** The media type of an MPD (ISO/IEC 23009-1, annex C). */
    public static final String DASH_TYPE = "application/dash+xml";

    /** Clips of fewer pictures have no rate of their own. */
    private static final int MIN_FRAMES_OF_RATE = 5;
    /** Clips of one rate differ by less, because times are rounded. */
    private static final double ROUNDING = 1.01;

    private Manifests() {}

    /**
     * Writes the HLS multivariant playlist. Variants of few bits get sound of few bits. Surround sound is a group of
     * its own: variants that get the usual sound are listed a second time with it.
     *
     * @param video the renditions to choose from, best first
     * @param links from this playlist
     */
    public static String multivariantPlaylist(
            VideoTracks tracks,
            List<? extends Rendition.Video> video,
            AudioOffer offer,
            IFrameStreams iFrames,
            Links links) {
        Optional<AudioGroup.Groups> audio = AudioGroup.of(tracks.title(), offer);
        List<Variant> variants = new ArrayList<>();
        List<Variant> surround = new ArrayList<>();
        for (Rendition.Video rendition : video) {
            Optional<AudioGroup> group = audio.map(groups -> fitting(groups, tracks, rendition));
            variants.add(variant(tracks, rendition, group, links));
            if (variants.size() == 1 || group.equals(audio.map(AudioGroup.Groups::usual))) {
                audio.flatMap(AudioGroup.Groups::surround)
                        .ifPresent(its -> surround.add(variant(tracks, rendition, Optional.of(its), links)));
            }
        }
        variants.addAll(surround);
        List<Media> media = audio.map(AudioGroup.Groups::all).orElse(List.of()).stream()
                .flatMap(group -> group.members().stream()
                        .map(member -> new Media(
                                group.id(),
                                member.name(),
                                member.soundtrack(),
                                member.track().media().channels(),
                                links.to(member.track().rendition(), new Part.Playlist()))))
                .toList();
        List<IFrames> iFramesOnly = iFrames.streams().stream()
                .map(it -> new IFrames(links.toIFrames(it.rung()), it.codecs(), it.resolution(), it.bitrate()))
                .toList();
        return new MultivariantPlaylist(media, variants, iFramesOnly).text();
    }

    private static AudioGroup fitting(AudioGroup.Groups groups, VideoTracks tracks, Rendition.Video rendition) {
        double pictures = Bitrate.ofVideo(tracks, rendition).average();
        boolean fits = groups.usual().members().stream()
                .map(member -> member.track().media())
                .allMatch(media -> SoundChoice.fits(media, pictures + media.bitsPerSecond()));
        return fits ? groups.usual() : groups.low().orElse(groups.usual());
    }

    private static Variant variant(
            VideoTracks tracks, Rendition.Video rendition, Optional<AudioGroup> audio, Links links) {
        return new Variant(
                links.to(rendition, new Part.Playlist()),
                Codecs.of(tracks, rendition)
                        + audio.map(it -> "," + it.codecs()).orElse(""),
                tracks.largest(rendition).pictureSize(),
                Bitrate.ofVideo(tracks, rendition)
                        .plus(audio.map(AudioGroup::bitrate).orElse(Bitrate.NONE)),
                highestFrameRate(tracks.title()),
                audio.map(AudioGroup::id));
    }

    /** That of the clip with the most pictures per second (RFC 8216, 4.3.4.2); exact for constant frame rates. */
    private static double highestFrameRate(Title title) {
        double mean = title.frameCount() * (double) Title.TIMESCALE / title.durationTicks();
        double highest = title.clips().stream()
                .filter(it -> it.frameCount() >= MIN_FRAMES_OF_RATE)
                .mapToDouble(it -> it.frameCount() * (double) Title.TIMESCALE / it.durationTicks())
                .max()
                .orElse(mean);
        return highest > mean * ROUNDING ? highest : mean;
    }

    /**
     * Writes the HLS media playlist of a rendition. That of a growing title has no end, and gets longer; when the title
     * is whole, it gets its end.
     *
     * @param opened the growth of the title in the state that the player knows; empty if it was whole
     * @param links from this playlist
     * @return empty if the title has no such rendition
     */
    public static Optional<String> mediaPlaylist(
            Title title, Optional<Growth> opened, Rendition rendition, Links links) {
        return playlist(title, opened, rendition).map(playlist -> playlist.text(rendition, links));
    }

    /** Whether a title has a rendition. */
    public static boolean exists(VideoTracks tracks, Rendition rendition) {
        return switch (rendition) {
            case Rendition.Video video -> tracks.exists(video);
            case Rendition.Sound sound -> timing(tracks.title(), sound).isPresent();
        };
    }

    private static Optional<MediaPlaylist> playlist(Title title, Optional<Growth> opened, Rendition rendition) {
        MediaPlaylist.Type type = MediaPlaylist.Type.of(title, opened);
        long target = MediaPlaylist.targetSeconds(title, opened);
        return switch (rendition) {
            case Rendition.Video _ ->
                Optional.of(new MediaPlaylist(type, Title.TIMESCALE, target, Segment.ofVideo(title)));
            case Rendition.Sound sound ->
                timing(title, sound).map(it -> new MediaPlaylist(type, it.sampleRate(), target, Segment.ofAudio(it)));
        };
    }

    /** The media whose timing a track of sound has; empty if it does not exist or is not heard. */
    private static Optional<AudioRendition> timing(Title title, Rendition.Sound sound) {
        Optional<AudioRendition> media = switch (sound) {
            case Rendition.Audio(var id) -> title.audio(id);
            case Rendition.SteeredAudio(var id) -> title.audioSet(id).map(AudioSet::highest);
        };
        return media.filter(AudioRendition::audible);
    }

    /**
     * Writes the DASH media presentation description. That of a growing title is dynamic, and gets longer; when the
     * title is whole, it is static.
     *
     * @param video the renditions to choose from, best first
     * @param iFrames for trick modes
     * @param links from this description
     * @param refresh how the description of a growing title is read again
     */
    public static String mediaPresentation(
            VideoTracks tracks,
            List<? extends Rendition.Video> video,
            AudioOffer offer,
            IFrameOffer iFrames,
            Links links,
            Refresh refresh) {
        Title title = tracks.title();
        Timeline videoTimeline = new Timeline(Title.TIMESCALE, Segment.ofVideo(title));
        return new MediaPresentation(
                        title.growth().map(growth -> new MediaPresentation.Growing(refresh, growth.expectedTicks())),
                        new VideoAdaptationSet(
                                videoTimeline,
                                frameRate(title.frameCount(), title),
                                video.stream()
                                        .map(rendition -> new VideoRepresentation(
                                                id(rendition),
                                                SegmentUris.of(rendition, links),
                                                Codecs.of(tracks, rendition),
                                                tracks.largest(rendition).pictureSize(),
                                                Bitrate.ofVideo(tracks, rendition)))
                                        .toList()),
                        trickMode(tracks, iFrames),
                        AudioOffer.audible(title).stream()
                                .map(set -> adaptationSet(set, offer, links))
                                .toList())
                .text();
    }

    /**
     * The tracks of IDR pictures that a media presentation description lists.
     *
     * @param links from the description
     */
    public record IFrameOffer(IFrameStreams streams, IFrameLinks links) {}

    private static Optional<TrickModeSet> trickMode(VideoTracks tracks, IFrameOffer offer) {
        return Optional.of(offer.streams().streams().stream()
                        .map(stream -> trickMode(tracks, stream, offer.links()))
                        .toList())
                .filter(representations -> !representations.isEmpty())
                .map(TrickModeSet::new);
    }

    private static TrickModeRepresentation trickMode(
            VideoTracks tracks, IFrameStreams.Stream stream, IFrameLinks links) {
        Title title = tracks.title();
        return new TrickModeRepresentation(
                new VideoRepresentation(
                        "iframes-" + id(stream.rung()),
                        new SegmentUris(
                                links.toInit(tracks.largest(stream.rung()).id()),
                                links.toSegments(stream.rung(), SegmentUris.NUMBER)),
                        stream.codecs(),
                        stream.resolution(),
                        stream.bitrate()),
                frameRate(stream.pictures(), title),
                (double) title.frameCount() / stream.pictures());
    }

    private static AudioAdaptationSet adaptationSet(AudioSet set, AudioOffer offer, Links links) {
        return new AudioAdaptationSet(
                set.track(),
                set.channels(),
                selectionPriority(set),
                new Timeline(set.highest().sampleRate(), Segment.ofAudio(set.highest())),
                offer.tracks(set).stream()
                        .map(track -> new AudioRepresentation(
                                id(track.rendition()),
                                SegmentUris.of(track.rendition(), links),
                                track.media().codecs(),
                                track.media().sampleRate(),
                                track.bitrate()))
                        .toList());
    }

    /** The main track, and of its sets the one that every device plays. */
    private static int selectionPriority(AudioSet set) {
        return 1 + (set.channels() <= 2 ? 1 : 0) + (set.track().role() == AudioTrack.Role.MAIN ? 2 : 0);
    }

    private static String id(Rendition.Sound sound) {
        return switch (sound) {
            case Rendition.Audio(var rendition) -> "audio-" + rendition;
            case Rendition.SteeredAudio(var set) -> "audio-" + set;
        };
    }

    /** The name of a rendition, unique in its title. */
    public static String id(Rendition.Video rendition) {
        return switch (rendition) {
            case Rendition.Swarm() -> "swarm";
            case Rendition.Rung(int number) -> "rung-" + number;
            case Rendition.Group(var group) -> "group-" + group;
        };
    }

    /** A fraction (ISO/IEC 23009-1, FrameRateType): exact for constant frame rates, the mean for others. */
    private static String frameRate(long pictures, Title title) {
        long frames = pictures * Title.TIMESCALE;
        long ticks = title.durationTicks();
        long divisor = BigInteger.valueOf(frames).gcd(BigInteger.valueOf(ticks)).longValueExact();
        return ticks / divisor == 1 ? Long.toString(frames / divisor) : frames / divisor + "/" + ticks / divisor;
    }
}
