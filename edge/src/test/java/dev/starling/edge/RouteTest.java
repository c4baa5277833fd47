package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.Route.Format;
import dev.starling.edge.delivery.NamedSegments.Name;
import dev.starling.edge.manifest.Links;
import dev.starling.edge.manifest.Part;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.session.SessionId;
import dev.starling.edge.session.SizeChooser;
import dev.starling.edge.upload.UploadId;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioSetId;
import dev.starling.swarm.title.BlendGroupId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
    private static final String ID = "AAAAAAAAAAAAAAAAAAAA-_";
    private static final SessionId SESSION = new SessionId(ID);

    private static final String RECORDED = "0123456789abcdef0123";
    private static final Rendition AUDIO = new Rendition.Audio(new AudioRenditionId("a-128"));
    private static final Rendition STEERED_AUDIO = new Rendition.SteeredAudio(new AudioSetId(3, 6));

    private static Stream<Arguments> routes() {
        return Stream.of(
                Arguments.of("/", new Route.Page("")),
                Arguments.of("/assets/index.js", new Route.Page("assets/index.js")),
                Arguments.of("/a/b/c/d/e/f/g/h/i/j/k", new Route.Page("a/b/c/d/e/f/g/h/i/j/k")),
                Arguments.of("/metrics", new Route.MetricsText()),
                Arguments.of("/api/titles", new Route.Titles()),
                Arguments.of("/api/titles/a%20b", new Route.TitleDetails("a b")),
                Arguments.of("/healthz", new Route.Health()),
                Arguments.of("/readyz", new Route.Ready()),
                Arguments.of("/openapi.json", new Route.OpenApi()),
                Arguments.of("/api/fleet", new Route.Fleet()),
                Arguments.of("/api/history/sessions", new Route.PastSessions()),
                Arguments.of("/api/history/sessions/" + RECORDED, new Route.PastSession(RECORDED)),
                Arguments.of("/api/history/sessions/" + RECORDED + "/clips/12", new Route.PastClip(RECORDED, 12)),
                Arguments.of("/api/history/rewards", new Route.PastRewards()),
                Arguments.of("/api/evolution", new Route.Evolution()),
                Arguments.of("/api/titles/a%20b/quality", new Route.QualityOfTitle("a b")),
                Arguments.of("/dashboard", new Route.Page("dashboard")),
                Arguments.of("/api/sessions", new Route.SessionList()),
                Arguments.of("/api/sessions/" + ID, new Route.SessionDetails(SESSION)),
                Arguments.of("/api/sessions/" + ID + "/device", new Route.Device(SESSION)),
                Arguments.of("/api/sessions/" + ID + "/path", new Route.Path(SESSION)),
                Arguments.of("/api/uploads", new Route.UploadList()),
                Arguments.of("/api/uploads/" + ID, new Route.Upload(new UploadId(ID))),
                Arguments.of("/api/jobs", new Route.Jobs()),
                Arguments.of("/api/paths", new Route.Paths()),
                Arguments.of("/api/sessions/" + ID + "/events", new Route.Events(SESSION)),
                Arguments.of("/titles/t/server.m3u8", new Route.Manifest("t", SizeChooser.SERVER, Format.HLS)),
                Arguments.of("/titles/t/player.mpd", new Route.Manifest("t", SizeChooser.PLAYER, Format.DASH)),
                Arguments.of(
                        "/titles/%C3%A9/sessions/" + ID + "/swarm/playlist.m3u8",
                        new Route.Media("é", SESSION, new Rendition.Swarm(), new Part.Playlist())),
                Arguments.of(
                        "/titles/t/editions/0a/groups/720p/3/a.1~30~b~60~T12.m4s",
                        new Route.Plan("t", new Name("0a", new BlendGroupId("720p"), 3, "a.1~30~b~60~T12"))),
                Arguments.of(
                        "/titles/t/editions/0a/groups/720p/init.mp4",
                        new Route.PlanInit("t", "0a", new BlendGroupId("720p"))),
                Arguments.of("/titles/t/editions/0a/poster.jpg", new Route.Poster("t", "0a")),
                Arguments.of("/titles/t/iframes/7.m3u8", new Route.IFrames("t", 7)),
                Arguments.of("/titles/t/editions/0a/iframes/7/3.m4s", new Route.IFrameSegment("t", "0a", 7, 3)),
                Arguments.of(
                        "/titles/t/sessions/" + ID + "/rungs/7/2.m4s",
                        new Route.Media("t", SESSION, new Rendition.Rung(7), new Part.Segment(2))),
                Arguments.of(
                        "/titles/t/sessions/" + ID + "/groups/720p/init.mp4",
                        new Route.Media("t", SESSION, new Rendition.Group(new BlendGroupId("720p")), new Part.Init())),
                Arguments.of(
                        "/titles/t/sessions/" + ID + "/audio/a-128/12.m4s",
                        new Route.Media("t", SESSION, AUDIO, new Part.Segment(12))),
                Arguments.of(
                        "/titles/t/sessions/" + ID + "/audio-sets/3-6ch/init.mp4",
                        new Route.Media("t", SESSION, STEERED_AUDIO, new Part.Init())));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyPathLeadsSomewhere(String path, Route route) {
        assertThat(Route.of(path)).contains(route);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyRouteIsWrittenAsThePathThatLeadsToIt(String path, Route route) {
        assertThat(route.path()).isEqualTo(path);
    }

    @Test
    void everyRowOfTheTableReadsWhatItWrites() {
        List<Rendition> renditions = List.of(
                new Rendition.Swarm(),
                new Rendition.Rung(11),
                new Rendition.Group(new BlendGroupId("a-1")),
                AUDIO,
                STEERED_AUDIO);
        List<Part> parts = List.of(new Part.Playlist(), new Part.Init(), new Part.Segment(0));
        Set<String> patterns = new TreeSet<>();
        for (String title : List.of("t", "a b", "é", "50%", "?#", "a/b", "\"<&>\"", "%2e", "{title}", "a+b;c=d")) {
            Stream<Route> media = renditions.stream()
                    .flatMap(rendition -> parts.stream().map(part -> new Route.Media(title, SESSION, rendition, part)));
            Stream<Route> manifests = Stream.of(SizeChooser.values())
                    .flatMap(chooser ->
                            Stream.of(Format.values()).map(format -> new Route.Manifest(title, chooser, format)));
            Stream<Route> others = Stream.of(
                    new Route.Page(""),
                    new Route.Page("assets/ü " + title),
                    new Route.MetricsText(),
                    new Route.Health(),
                    new Route.Ready(),
                    new Route.OpenApi(),
                    new Route.Fleet(),
                    new Route.PastSessions(),
                    new Route.PastSession(RECORDED),
                    new Route.PastClip(RECORDED, 3),
                    new Route.PastRewards(),
                    new Route.Evolution(),
                    new Route.QualityOfTitle(title),
                    new Route.PlayerEvents(),
                    new Route.Titles(),
                    new Route.TitleDetails(title),
                    new Route.Plan(title, new Name("0a", new BlendGroupId("g"), 2, "a~30~b")),
                    new Route.PlanInit(title, "0a", new BlendGroupId("g")),
                    new Route.Poster(title, "0a"),
                    new Route.IFrames(title, 3),
                    new Route.IFrameSegment(title, "0a", 3, 2),
                    new Route.SessionList(),
                    new Route.SessionDetails(SESSION),
                    new Route.Device(SESSION),
                    new Route.Path(SESSION),
                    new Route.Paths(),
                    new Route.UploadList(),
                    new Route.Upload(new UploadId(ID)),
                    new Route.Jobs(),
                    new Route.Events(SESSION));
            List<Route> all =
                    Stream.of(media, manifests, others).flatMap(it -> it).toList();
            assertThat(all.stream().map(Object::getClass).distinct())
                    .containsExactlyInAnyOrder(Route.class.getPermittedSubclasses());
            assertThat(all)
                    .allSatisfy(route -> assertThat(Route.of(route.path())).contains(route));
            all.forEach(route -> patterns.add(route.pattern()));
        }
        assertThat(patterns)
                .hasSize(RouteTable.size())
                .contains("/titles/{title}/sessions/{session}/groups/{group}/{clip}.m4s");
    }

    @Test
    void linksAreRelativeToTheirManifest() {
        Links fromManifest = new Route.Manifest("a b", SizeChooser.PLAYER, Format.DASH).links(SESSION);
        Rendition group = new Rendition.Group(new BlendGroupId("720p"));
        assertThat(fromManifest.to(group, new Part.Init())).isEqualTo("sessions/" + ID + "/groups/720p/init.mp4");
        assertThat(fromManifest.toSegments(group, "$Number$"))
                .isEqualTo("sessions/" + ID + "/groups/720p/$Number$.m4s");
        Links fromPlaylist = new Route.Media("a b", SESSION, group, new Part.Playlist()).links();
        assertThat(fromPlaylist.to(group, new Part.Segment(7))).isEqualTo("7.m4s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/",
                "/api/titles/t/more",
                "/api/sessions/short",
                "/api/uploads/short",
                "/api/uploads/" + ID + "/x",
                "/api/sessions/" + ID + "/",
                "/api/sessions/" + ID + "/other",
                "/metrics/x",
                "/titles",
                "/titles/t",
                "/titles/t/nobody.m3u8",
                "/titles/t/sessions/" + ID,
                "/titles/t/sessions/" + ID + "/",
                "/titles/t/sessions/" + ID + "/0.m4s",
                "/titles/t/sessions/" + ID + "/swarm/01.m4s",
                "/titles/t/sessions/" + ID + "/swarm/-1.m4s",
                "/titles/t/sessions/" + ID + "/swarm/9999999999.m4s",
                "/titles/t/sessions/" + ID + "/swarm/x/0.m4s",
                "/titles/t/sessions/" + ID + "/groups/0.m4s",
                "/titles/t/sessions/" + ID + "/groups/%2e%2e/0.m4s",
                "/titles/t/sessions/" + ID + "/groups/A/0.m4s",
                "/titles/t/sessions/" + ID + "/audio/init.mp4",
                "/titles/t/sessions/" + ID + "/audio/a/init.mp4x",
                "/titles/t/sessions/" + ID + "/audio/A/init.mp4",
                "/titles/t/sessions/" + ID + "/audio-sets/0-2ch/init.mp4",
                "/titles/t/sessions/" + ID + "/audio-sets/1-9ch/init.mp4",
                "/titles/t/sessions/" + ID + "/audio-sets/99999-2ch/init.mp4",
                "/titles/%zz/server.m3u8",
                "/titles/%/server.m3u8",
                "/titles/%4/server.m3u8",
                "/titles/%ff/server.m3u8"
            })
    void anythingElseLeadsNowhere(String path) {
        assertThat(Route.of(path)).isEmpty();
    }
}
