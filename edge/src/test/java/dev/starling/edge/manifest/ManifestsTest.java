package dev.starling.edge.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.GeneratedPackage;
import dev.starling.edge.Route;
import dev.starling.edge.manifest.MediaPresentation.Timeline;
import dev.starling.edge.manifest.MediaPresentation.VideoAdaptationSet;
import dev.starling.edge.session.SessionId;
import dev.starling.edge.session.SizeChooser;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.RungLadder;
import dev.starling.swarm.title.Title;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ManifestsTest {
    private static final SessionId SESSION = new SessionId("AAAAAAAAAAAAAAAAAAAAAA");
    private static final Links FROM_HLS = new Route.Manifest("t", SizeChooser.PLAYER, Route.Format.HLS).links(SESSION);
    private static final Links FROM_DASH =
            new Route.Manifest("t", SizeChooser.PLAYER, Route.Format.DASH).links(SESSION);
    private static final Instant OPENED = Instant.parse("2026-11-30T08:00:00Z");
    private static final Refresh REFRESH =
            new Refresh("player.mpd?session=S", OPENED, Instant.parse("2026-11-30T09:00:00.5Z"));
    private static final Pattern EXTINF = Pattern.compile("#EXTINF:([0-9.]+),");

    private static final Rendition AUDIO = new Rendition.Audio(GeneratedPackage.audio(1, "stereo", 128));

    @TempDir
    private static Path folder;

    private static Title title;
    private static IFrameTracks iFrameTracks;
    private static IFrameStreams iFrames;

    @BeforeAll
    static void generate() throws IOException {
        title = new GeneratedPackage(3, 1_000_000, 42).write(folder.resolve("t"));
        iFrameTracks = new IFrameTracks(
                new VideoTracks(title),
                PackageReader.open(folder.resolve("t")).idrPictures().orElseThrow());
        iFrames = iFrameTracks.streams();
    }

    private static MediaPlaylist playlist(List<Segment> segments) {
        return new MediaPlaylist(
                MediaPlaylist.Type.VOD,
                Title.TIMESCALE,
                MediaPlaylist.targetSeconds(segments, Title.TIMESCALE),
                segments);
    }

    private static String player(Title of, AudioOffer offer) {
        VideoTracks tracks = new VideoTracks(of);
        return Manifests.multivariantPlaylist(tracks, tracks.rungs(), offer, iFrames, FROM_HLS);
    }

    private static String playerPresentation(Title of, AudioOffer offer) {
        VideoTracks tracks = new VideoTracks(of);
        return Manifests.mediaPresentation(tracks, tracks.rungs(), offer, iFrameOffer(), FROM_DASH, REFRESH);
    }

    private static Manifests.IFrameOffer iFrameOffer() {
        return new Manifests.IFrameOffer(
                iFrames, new Route.Manifest("t", SizeChooser.PLAYER, Route.Format.DASH).iFrameLinks("E"));
    }

    /** The reviewed text of a manifest; its session is called S. */
    private static String dump(String name) throws IOException {
        try (var in = ManifestsTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("/S/", "/" + SESSION + "/");
        }
    }

    private static Optional<String> mediaPlaylist(Title of, Rendition rendition) {
        return mediaPlaylist(of, of.growth(), rendition);
    }

    private static Optional<String> mediaPlaylist(Title of, Optional<Growth> opened, Rendition rendition) {
        return Manifests.mediaPlaylist(
                of, opened, rendition, new Route.Media("t", SESSION, rendition, new Part.Playlist()).links());
    }

    @Test
    void aGrowingPlaylistIsOnlyAppendedToAndThenEnds() throws IOException {
        try (GeneratedPackage.Writing writing =
                new GeneratedPackage(3, 1_000_000, 42).grow(folder.resolve("growing"))) {
            writing.clip();
            Title one = writing.publishBeginning();
            writing.clip();
            Title two = writing.publishBeginning();
            writing.clip();
            Title whole = writing.publish();
            for (Rendition rendition : List.of(new Rendition.Swarm(), AUDIO)) {
                String first = mediaPlaylist(one, rendition).orElseThrow();
                String second = mediaPlaylist(two, rendition).orElseThrow();
                String last = mediaPlaylist(whole, one.growth(), rendition).orElseThrow();
                assertThat(first)
                        .contains(
                                "#EXT-X-TARGETDURATION:" + GeneratedPackage.MAX_CLIP_SECONDS + "\n",
                                "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0\n")
                        .doesNotContain("#EXT-X-ENDLIST");
                assertThat(second).startsWith(first).doesNotContain("#EXT-X-ENDLIST");
                assertThat(last).startsWith(second).endsWith("#EXT-X-ENDLIST\n");
                assertThat(mediaPlaylist(whole, rendition)).isEqualTo(mediaPlaylist(title, rendition));
            }
            assertThat(new IFrameTracks(
                                    new VideoTracks(two),
                                    PackageReader.open(folder.resolve("growing"))
                                            .idrPictures()
                                            .orElseThrow())
                            .playlist(new Rendition.Rung(0), new Route.IFrames("t", 0).links("E")))
                    .hasValueSatisfying(playlist -> assertThat(playlist)
                            .contains("#EXT-X-PLAYLIST-TYPE:EVENT")
                            .doesNotContain("#EXT-X-ENDLIST", "/2/"));
        }
    }

    @Test
    void aGrowingPresentationIsDynamicAndAsksToBeReadAgainAndTellsItsWholeDuration() throws IOException {
        try (GeneratedPackage.Writing writing =
                new GeneratedPackage(2, 1_000_000, 42).grow(folder.resolve("growing-dash"))) {
            writing.clip();
            String growing = playerPresentation(writing.publishBeginning(), AudioOffer.RENDITIONS);
            writing.clip();
            String whole = playerPresentation(writing.publish(), AudioOffer.RENDITIONS);
            assertThat(growing)
                    .contains(
                            "type=\"dynamic\" mediaPresentationDuration=\"PT4.001S\" "
                                    + "availabilityStartTime=\"2026-11-29T08:00:00Z\" "
                                    + "publishTime=\"2026-11-30T09:00:00Z\" minimumUpdatePeriod=\"PT2S\" "
                                    + "suggestedPresentationDelay=\"P30D\" minBufferTime",
                            "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:direct:2014\" "
                                    + "value=\"2026-11-30T09:00:00Z\"/>");
            assertThat(whole)
                    .contains("type=\"static\" mediaPresentationDuration=\"PT4.001S\"")
                    .doesNotContain(
                            "availabilityStartTime", "publishTime", "minimumUpdatePeriod", "Delay", "UTCTiming");
        }
    }

    @Test
    void everyManifestReadsAsReviewed() throws IOException {
        assertThat(player(title, AudioOffer.RENDITIONS)).isEqualTo(dump("player.m3u8"));
        assertThat(Manifests.multivariantPlaylist(
                        new VideoTracks(title), List.of(new Rendition.Swarm()), AudioOffer.STEERED, iFrames, FROM_HLS))
                .isEqualTo(dump("server.m3u8"));
        assertThat(mediaPlaylist(title, new Rendition.Swarm())).contains(dump("video-playlist.m3u8"));
        assertThat(mediaPlaylist(title, AUDIO)).contains(dump("audio-playlist.m3u8"));
        assertThat(iFrameTracks.playlist(new Rendition.Rung(0), new Route.IFrames("t", 0).links("E")))
                .contains(dump("iframe-playlist.m3u8"));
        assertThat(playerPresentation(title, AudioOffer.RENDITIONS)).isEqualTo(dump("player.mpd"));
        assertThat(Manifests.mediaPresentation(
                        new VideoTracks(title),
                        List.of(new Rendition.Swarm()),
                        AudioOffer.STEERED,
                        iFrameOffer(),
                        FROM_DASH,
                        REFRESH))
                .isEqualTo(dump("server.mpd"));
    }

    @Test
    void noSegmentIsLongerThanTheTargetDurationAndTheirSumIsTheTitles() {
        Title odd = title.withAudio(List.of());
        List<Segment> thirds = IntStream.range(0, 999)
                .mapToObj(clip -> new Segment(clip, clip * 100_001L, 100_001))
                .toList();
        for (MediaPlaylist playlist : List.of(playlist(thirds), playlist(Segment.ofVideo(odd)))) {
            String text = playlist.text(new Rendition.Swarm(), FROM_HLS);
            Matcher target = Pattern.compile("#EXT-X-TARGETDURATION:([0-9]+)").matcher(text);
            assertThat(target.find()).isTrue();
            BigDecimal sum = BigDecimal.ZERO;
            Matcher extinf = EXTINF.matcher(text);
            while (extinf.find()) {
                BigDecimal seconds = new BigDecimal(extinf.group(1));
                assertThat(Math.round(seconds.doubleValue())).isLessThanOrEqualTo(Long.parseLong(target.group(1)));
                sum = sum.add(seconds);
            }
            double ticks = playlist.segments().stream()
                    .mapToLong(Segment::durationTicks)
                    .sum();
            assertThat(sum.doubleValue())
                    .isCloseTo(ticks / playlist.timescale(), org.assertj.core.api.Assertions.within(1e-6));
        }
    }

    /** RFC 8216, 4.3.4.2. */
    @Test
    void theFrameRateOfAVariantIsThatOfItsFastestClip() {
        List<Clip> clips = new ArrayList<>(title.clips());
        Clip slow = clips.get(1);
        clips.set(
                1,
                new Clip(
                        slow.index(),
                        slow.startTicks(),
                        slow.durationTicks(),
                        2 * slow.frameCount(),
                        slow.start(),
                        slow.assignment(),
                        slow.members(),
                        slow.ceiling()));
        Title varying = new Title(
                title.format(),
                title.version(),
                title.name(),
                title.displaySize(),
                title.encoder(),
                title.vmafModel(),
                title.groups(),
                title.clusters(),
                clips,
                title.audio(),
                title.growth());
        assertThat(Manifests.multivariantPlaylist(
                        new VideoTracks(varying),
                        List.of(new Rendition.Swarm()),
                        AudioOffer.STEERED,
                        IFrameStreams.NONE,
                        FROM_HLS))
                .contains(",FRAME-RATE=50.000,")
                .doesNotContain(",FRAME-RATE=25.000,");
    }

    @Test
    void theTargetDurationOfTheLongestClipsIsSixSeconds() {
        // 180 pictures at 30000/1001 pictures/s last 6.006 s.
        Segment longest = new Segment(0, 0, 180 * 3003);
        String text = playlist(List.of(longest)).text(new Rendition.Swarm(), FROM_HLS);
        assertThat(text).contains("#EXT-X-TARGETDURATION:6\n", "#EXTINF:6.006000,\n");
    }

    @Test
    void bandwidthIsThatOfTheLargestRunOfSegments() {
        Bitrate bitrate = Bitrate.ofVideo(new VideoTracks(title), new Rendition.Swarm());
        assertThat(bitrate.peak()).isGreaterThanOrEqualTo(bitrate.average());
        long bytes = title.clips().stream()
                .mapToLong(clip -> clip.members().stream()
                        .mapToLong(member -> member.bytes())
                        .max()
                        .orElseThrow())
                .sum();
        double mediaOnly = bytes * 8.0 * Title.TIMESCALE / title.durationTicks();
        assertThat((double) bitrate.average()).isBetween(mediaOnly, mediaOnly * 1.05);
    }

    @Test
    void theTimelineOfAPresentationIsThatOfTheMedia() throws Exception {
        Document mpd = parse(playerPresentation(title, AudioOffer.RENDITIONS));
        NodeList representations = mpd.getElementsByTagName("Representation");
        assertThat(representations.getLength())
                .isEqualTo(new RungLadder(title).rungs()
                        + iFrames.streams().size()
                        + title.audio().size());
        for (int i = 0; i < representations.getLength(); i++) {
            Element representation = (Element) representations.item(i);
            boolean audio = representation.hasAttribute("audioSamplingRate");
            Element template = (Element)
                    representation.getElementsByTagName("SegmentTemplate").item(0);
            assertThat(template.getAttribute("timescale"))
                    .isEqualTo(Integer.toString(audio ? GeneratedPackage.SAMPLE_RATE : Title.TIMESCALE));
            NodeList timeline = template.getElementsByTagName("S");
            long segments = 0;
            long ticks = 0;
            for (int s = 0; s < timeline.getLength(); s++) {
                Element run = (Element) timeline.item(s);
                long repeated = run.hasAttribute("r") ? Long.parseLong(run.getAttribute("r")) : 0;
                segments += 1 + repeated;
                ticks += (1 + repeated) * Long.parseLong(run.getAttribute("d"));
            }
            AudioRendition track = title.audio().getFirst();
            assertThat(segments).isEqualTo(title.clips().size());
            assertThat(ticks)
                    .isEqualTo(
                            audio
                                    ? track.segments().stream()
                                                    .mapToLong(it ->
                                                            it.frameCount() * (long) AudioRendition.SAMPLES_PER_FRAME)
                                                    .sum()
                                            - track.primingSamples()
                                    : title.durationTicks());
        }
    }

    /** DASH-IF IOP 4.3, 3.2.9. */
    @Test
    void theOnlySetForTrickModesNamesTheSetForWatching() throws Exception {
        Document mpd = parse(playerPresentation(title, AudioOffer.RENDITIONS));
        NodeList properties = mpd.getElementsByTagName("EssentialProperty");
        assertThat(properties.getLength()).isEqualTo(1);
        Element property = (Element) properties.item(0);
        assertThat(property.getAttribute("schemeIdUri")).isEqualTo("http://dashif.org/guidelines/trickmode");
        Element watched = (Element) mpd.getElementsByTagName("AdaptationSet").item(0);
        assertThat(property.getAttribute("value")).isEqualTo(watched.getAttribute("id"));
        Element set = (Element) property.getParentNode();
        assertThat(set.getAttribute("id")).isNotEqualTo(watched.getAttribute("id"));
        NodeList representations = set.getElementsByTagName("Representation");
        for (int i = 0; i < representations.getLength(); i++) {
            Element representation = (Element) representations.item(i);
            assertThat(representation.getAttribute("codingDependency")).isEqualTo("false");
            // One clip of three has a second IDR picture: four of 150 pictures.
            assertThat(representation.getAttribute("maxPlayoutRate")).isEqualTo("37.5");
            assertThat(representation.getAttribute("frameRate")).isEqualTo("2/3");
        }
        assertThat(Manifests.mediaPresentation(
                        new VideoTracks(title),
                        List.of(new Rendition.Swarm()),
                        AudioOffer.STEERED,
                        new Manifests.IFrameOffer(
                                IFrameStreams.NONE, iFrameOffer().links()),
                        FROM_DASH,
                        REFRESH))
                .doesNotContain("trickmode");
    }

    @Test
    void aPresentationLastsAMillisecondLongerThanItsLongestTrack() {
        assertThat(duration(title.withAudio(audio(281, 0))))
                .as("sound ends before the pictures")
                .isEqualTo("PT6.001S");
        assertThat(duration(title.withAudio(audio(283, 1024))))
                .as("sound ends after the pictures")
                .isEqualTo("PT6.017S");
        assertThat(duration(title.withAudio(audio(284, 1000))))
                .as("not at a millisecond")
                .isEqualTo("PT6.039S");
        MediaPresentation thirds = new MediaPresentation(
                Optional.empty(),
                new VideoAdaptationSet(new Timeline(90_000, List.of(new Segment(0, 0, 90_030))), "30", List.of()),
                Optional.empty(),
                List.of());
        assertThat(duration(thirds.text())).as("1.000333… s").isEqualTo("PT1.002S");
    }

    private static String duration(Title of) {
        return duration(playerPresentation(of, AudioOffer.RENDITIONS));
    }

    private static String duration(String mpd) {
        Matcher duration =
                Pattern.compile("mediaPresentationDuration=\"([^\"]+)\"").matcher(mpd);
        assertThat(duration.find()).isTrue();
        return duration.group(1);
    }

    /** Sound in one segment. */
    private static List<AudioRendition> audio(int frames, int primingSamples) {
        return List.of(audio(primingSamples, List.of(new AudioRendition.AudioSegment(0, frames, 1000))));
    }

    private static AudioRendition audio(int primingSamples, List<AudioRendition.AudioSegment> segments) {
        return new AudioRendition(
                GeneratedPackage.audio(1, "stereo", 128),
                new AudioTrack(1, AudioTrack.UNDETERMINED, Optional.empty(), AudioTrack.Role.MAIN),
                AudioRendition.Origin.COPIED,
                "mp4a.40.2",
                "EZA=",
                GeneratedPackage.SAMPLE_RATE,
                2,
                primingSamples,
                segments);
    }

    @Test
    void audioIsListedFromTheFirstSampleThatIsHeard() {
        AudioRendition late = audio(
                1500,
                List.of(
                        new AudioRendition.AudioSegment(0, 1, 100),
                        new AudioRendition.AudioSegment(1024, 2, 100),
                        new AudioRendition.AudioSegment(3072, 0, 0),
                        new AudioRendition.AudioSegment(3072, 1, 100)));
        assertThat(Segment.ofAudio(late)).containsExactly(new Segment(1, 0, 1572), new Segment(3, 1572, 1024));
    }

    @Test
    void aSilentTitleHasNoAudioAnywhere() {
        Title silent = title.withAudio(List.of());
        assertThat(player(silent, AudioOffer.STEERED)).doesNotContain("AUDIO").doesNotContain("mp4a");
        assertThat(mediaPlaylist(silent, AUDIO)).isEmpty();
        assertThat(playerPresentation(silent, AudioOffer.STEERED)).doesNotContain("audio");
    }

    private static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
