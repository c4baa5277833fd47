package dev.starling.edge;

import com.linecorp.armeria.common.HttpMethod;
import dev.starling.edge.UrlTemplate.Values;
import dev.starling.edge.UrlTemplate.Variable;
import dev.starling.edge.delivery.NamedSegments;
import dev.starling.edge.manifest.Part;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.record.Pseudonyms;
import dev.starling.edge.session.SessionId;
import dev.starling.edge.session.SizeChooser;
import dev.starling.edge.upload.UploadId;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioSetId;
import dev.starling.swarm.title.BlendGroupId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The URLs of the edge. One table both reads and writes them: a new route is one row. */
final class RouteTable {
    private static final Set<HttpMethod> GET = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<HttpMethod> POST = Set.of(HttpMethod.POST);
    private static final Set<HttpMethod> PUT = Set.of(HttpMethod.PUT);
    private static final Set<HttpMethod> GET_POST = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);
    private static final Set<HttpMethod> GET_DELETE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE);

    private static final Set<HttpMethod> HEAD_PATCH_DELETE =
            Set.of(HttpMethod.HEAD, HttpMethod.PATCH, HttpMethod.DELETE);

    /** So that it fits an {@code int}. */
    private static final int MAX_DIGITS = 9;

    private static final Variable<String> RESOURCE = text("resource");
    private static final Variable<String> TITLE = text("title");
    private static final Variable<SessionId> SESSION = new Variable<>("session", SessionId::of, SessionId::value);
    private static final Variable<String> RECORDED = new Variable<>(
            "recorded", text -> Pseudonyms.isName(text) ? Optional.of(text) : Optional.empty(), Function.identity());
    private static final Variable<UploadId> UPLOAD = new Variable<>("upload", UploadId::of, UploadId::value);
    private static final Variable<SizeChooser> CHOOSER = new Variable<>("chooser", SizeChooser::of, SizeChooser::token);
    private static final Variable<BlendGroupId> GROUP =
            new Variable<>("group", text -> id(BlendGroupId::new, text), BlendGroupId::value);
    private static final Variable<AudioRenditionId> AUDIO =
            new Variable<>("rendition", text -> id(AudioRenditionId::new, text), AudioRenditionId::value);
    private static final Variable<AudioSetId> AUDIO_SET = new Variable<>("set", AudioSetId::of, AudioSetId::toString);
    private static final Variable<String> EDITION = text("edition");
    private static final Variable<String> PLAN = text("plan");
    private static final Variable<Integer> CLIP = number("clip");
    private static final Variable<Integer> RUNG = number("rung");
    private static final List<Variable<?>> VARIABLES = List.of(
            RESOURCE, TITLE, SESSION, RECORDED, UPLOAD, CHOOSER, RUNG, GROUP, AUDIO, AUDIO_SET, CLIP, EDITION, PLAN);

    /**
     * The form of one kind of value in a path.
     *
     * @param read makes a value from the variables
     * @param write gives the variables of a value; empty if the value has another form
     */
    private record Form<T>(String template, Function<Values, T> read, Function<T, Optional<Values>> write) {
        static <T, S extends T> Form<T> of(
                String template, Class<S> kind, Function<Values, S> read, Function<S, Values> write) {
            return new Form<>(
                    template,
                    read::apply,
                    value -> kind.isInstance(value) ? Optional.of(write.apply(kind.cast(value))) : Optional.empty());
        }
    }

    /** A form of routes with the methods that it allows. */
    private record Row(Set<HttpMethod> methods, UrlTemplate template, Form<Route> form) {
        static Row of(Set<HttpMethod> methods, Form<Route> form) {
            return new Row(methods, new UrlTemplate(form.template(), VARIABLES), form);
        }

        static <S extends Route> Row of(
                Set<HttpMethod> methods,
                String template,
                Class<S> kind,
                Function<Values, S> read,
                Function<S, Values> write) {
            return of(methods, Form.of(template, kind, read, write));
        }

        Optional<Route> read(List<String> names) {
            return template.read(names).map(form.read());
        }

        Optional<String> write(Route route) {
            return form.write().apply(route).map(template::write);
        }
    }

    // spotless:off
    private static final List<Form<Rendition>> RENDITIONS = List.of(
            Form.of("swarm", Rendition.Swarm.class,
                    in -> new Rendition.Swarm(), it -> Values.NONE),
            Form.of("rungs/{rung}", Rendition.Rung.class,
                    in -> new Rendition.Rung(in.get(RUNG)), it -> with(RUNG, it.number())),
            Form.of("groups/{group}", Rendition.Group.class,
                    in -> new Rendition.Group(in.get(GROUP)), it -> with(GROUP, it.id())),
            Form.of("audio/{rendition}", Rendition.Audio.class,
                    in -> new Rendition.Audio(in.get(AUDIO)), it -> with(AUDIO, it.id())),
            Form.of("audio-sets/{set}", Rendition.SteeredAudio.class,
                    in -> new Rendition.SteeredAudio(in.get(AUDIO_SET)), it -> with(AUDIO_SET, it.id())));

    private static final List<Form<Part>> PARTS = List.of(
            Form.of("playlist.m3u8", Part.Playlist.class,
                    in -> new Part.Playlist(), it -> Values.NONE),
            Form.of("init.mp4", Part.Init.class,
                    in -> new Part.Init(), it -> Values.NONE),
            Form.of("{clip}.m4s", Part.Segment.class,
                    in -> new Part.Segment(in.get(CLIP)), it -> with(CLIP, it.clip())));

    private static final List<Row> ROWS = Stream.of(
            Stream.of(
                Row.of(GET, "/metrics", Route.MetricsText.class,
                        in -> new Route.MetricsText(), it -> Values.NONE),
                Row.of(GET, "/healthz", Route.Health.class,
                        in -> new Route.Health(), it -> Values.NONE),
                Row.of(GET, "/readyz", Route.Ready.class,
                        in -> new Route.Ready(), it -> Values.NONE),
                Row.of(GET, "/openapi.json", Route.OpenApi.class,
                        in -> new Route.OpenApi(), it -> Values.NONE),
                Row.of(GET, "/api/fleet", Route.Fleet.class,
                        in -> new Route.Fleet(), it -> Values.NONE),
                Row.of(GET, "/api/history/sessions", Route.PastSessions.class,
                        in -> new Route.PastSessions(), it -> Values.NONE),
                Row.of(GET, "/api/history/sessions/{recorded}", Route.PastSession.class,
                        in -> new Route.PastSession(in.get(RECORDED)), it -> with(RECORDED, it.session())),
                Row.of(GET, "/api/history/sessions/{recorded}/clips/{clip}", Route.PastClip.class,
                        in -> new Route.PastClip(in.get(RECORDED), in.get(CLIP)),
                        it -> with(RECORDED, it.session()).with(CLIP, it.number())),
                Row.of(GET, "/api/history/rewards", Route.PastRewards.class,
                        in -> new Route.PastRewards(), it -> Values.NONE),
                Row.of(GET, "/api/evolution", Route.Evolution.class,
                        in -> new Route.Evolution(), it -> Values.NONE),
                Row.of(GET, "/api/titles/{title}/quality", Route.QualityOfTitle.class,
                        in -> new Route.QualityOfTitle(in.get(TITLE)), it -> with(TITLE, it.title())),
                Row.of(POST, "/cmcd", Route.PlayerEvents.class,
                        in -> new Route.PlayerEvents(), it -> Values.NONE),
                Row.of(GET, "/api/titles", Route.Titles.class,
                        in -> new Route.Titles(), it -> Values.NONE),
                Row.of(GET, "/api/titles/{title}", Route.TitleDetails.class,
                        in -> new Route.TitleDetails(in.get(TITLE)), it -> with(TITLE, it.title())),
                Row.of(GET_POST, "/api/sessions", Route.SessionList.class,
                        in -> new Route.SessionList(), it -> Values.NONE),
                Row.of(GET_DELETE, "/api/sessions/{session}", Route.SessionDetails.class,
                        in -> new Route.SessionDetails(in.get(SESSION)), it -> with(SESSION, it.session())),
                Row.of(PUT, "/api/sessions/{session}/device", Route.Device.class,
                        in -> new Route.Device(in.get(SESSION)), it -> with(SESSION, it.session())),
                Row.of(PUT, "/api/sessions/{session}/path", Route.Path.class,
                        in -> new Route.Path(in.get(SESSION)), it -> with(SESSION, it.session())),
                Row.of(POST, "/api/uploads", Route.UploadList.class,
                        in -> new Route.UploadList(), it -> Values.NONE),
                Row.of(HEAD_PATCH_DELETE, "/api/uploads/{upload}", Route.Upload.class,
                        in -> new Route.Upload(in.get(UPLOAD)), it -> with(UPLOAD, it.upload())),
                Row.of(GET, "/api/jobs", Route.Jobs.class,
                        in -> new Route.Jobs(), it -> Values.NONE),
                Row.of(GET, "/api/paths", Route.Paths.class,
                        in -> new Route.Paths(), it -> Values.NONE),
                Row.of(GET, "/api/sessions/{session}/events", Route.Events.class,
                        in -> new Route.Events(in.get(SESSION)), it -> with(SESSION, it.session()))),
            Stream.of(Route.Format.values()).map(RouteTable::manifest),
            RENDITIONS.stream().flatMap(rendition -> PARTS.stream().map(part -> media(rendition, part))),
            Stream.of(
                Row.of(GET, "/titles/{title}/editions/{edition}/groups/{group}/{clip}/{plan}.m4s", Route.Plan.class,
                        in -> new Route.Plan(in.get(TITLE), new NamedSegments.Name(
                                in.get(EDITION), in.get(GROUP), in.get(CLIP), in.get(PLAN))),
                        it -> with(TITLE, it.title()).with(EDITION, it.name().edition())
                                .with(GROUP, it.name().group()).with(CLIP, it.name().clip())
                                .with(PLAN, it.name().plan())),
                Row.of(GET, "/titles/{title}/editions/{edition}/groups/{group}/init.mp4", Route.PlanInit.class,
                        in -> new Route.PlanInit(in.get(TITLE), in.get(EDITION), in.get(GROUP)),
                        it -> with(TITLE, it.title()).with(EDITION, it.edition()).with(GROUP, it.group())),
                Row.of(GET, "/titles/{title}/editions/{edition}/poster.jpg", Route.Poster.class,
                        in -> new Route.Poster(in.get(TITLE), in.get(EDITION)),
                        it -> with(TITLE, it.title()).with(EDITION, it.edition())),
                Row.of(GET, "/titles/{title}/iframes/{rung}.m3u8", Route.IFrames.class,
                        in -> new Route.IFrames(in.get(TITLE), in.get(RUNG)),
                        it -> with(TITLE, it.title()).with(RUNG, it.rung())),
                Row.of(GET, "/titles/{title}/editions/{edition}/iframes/{rung}/{clip}.m4s", Route.IFrameSegment.class,
                        in -> new Route.IFrameSegment(in.get(TITLE), in.get(EDITION), in.get(RUNG), in.get(CLIP)),
                        it -> with(TITLE, it.title()).with(EDITION, it.edition())
                                .with(RUNG, it.rung()).with(CLIP, it.clip())),
                Row.of(GET, "/{resource...}", Route.Page.class,
                        in -> new Route.Page(in.get(RESOURCE)), it -> with(RESOURCE, it.resource()))))
            .flatMap(Function.identity())
            .toList();
    // spotless:on

    /** The first segments of all rows but the page's: no path of a page file begins with one. */
    private static final Set<String> RESERVED =
            ROWS.stream().flatMap(row -> row.template().firstLiteral().stream()).collect(Collectors.toSet());

    /** By number of segments, the rows that such paths may fit; the last entry is for all longer paths. */
    private static final List<List<Row>> BY_SEGMENTS = bySegments();

    private RouteTable() {}

    private static List<List<Row>> bySegments() {
        int most = ROWS.stream()
                .mapToInt(row -> row.template().segmentCount())
                .max()
                .orElseThrow();
        return IntStream.rangeClosed(0, most + 1)
                .mapToObj(count ->
                        ROWS.stream().filter(row -> row.template().fits(count)).toList())
                .toList();
    }

    private static Row manifest(Route.Format format) {
        return Row.of(
                GET,
                new Form<>(
                        "/titles/{title}/{chooser}." + format.extension(),
                        in -> new Route.Manifest(in.get(TITLE), in.get(CHOOSER), format),
                        route -> route instanceof Route.Manifest(String title, SizeChooser chooser, Route.Format its)
                                        && its == format
                                ? Optional.of(with(TITLE, title).with(CHOOSER, chooser))
                                : Optional.empty()));
    }

    private static Row media(Form<Rendition> rendition, Form<Part> part) {
        return Row.of(
                GET,
                new Form<>(
                        "/titles/{title}/sessions/{session}/" + rendition.template() + "/" + part.template(),
                        in -> new Route.Media(
                                in.get(TITLE),
                                in.get(SESSION),
                                rendition.read().apply(in),
                                part.read().apply(in)),
                        route -> route instanceof Route.Media media
                                ? rendition
                                        .write()
                                        .apply(media.rendition())
                                        .flatMap(its ->
                                                part.write().apply(media.part()).map(its::and))
                                        .map(with(TITLE, media.title()).with(SESSION, media.session())::and)
                                : Optional.empty()));
    }

    private static <T> Values with(Variable<T> variable, T value) {
        return Values.NONE.with(variable, value);
    }

    private static Variable<Integer> number(String name) {
        return new Variable<>(
                name,
                text -> isNumber(text) ? Optional.of(Integer.valueOf(text)) : Optional.empty(),
                number -> Integer.toString(number));
    }

    /** Each number has one form. */
    private static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS || (text.charAt(0) == '0' && text.length() > 1)) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static Variable<String> text(String name) {
        return new Variable<>(name, Optional::of, Function.identity());
    }

    private static <T> Optional<T> id(Function<String, T> constructor, String text) {
        try {
            return Optional.of(constructor.apply(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** The patterns of all rows with the methods that they allow. */
    static Map<String, Set<HttpMethod>> patterns() {
        return ROWS.stream().collect(Collectors.toMap(row -> row.template().toString(), Row::methods));
    }

    /** The number of rows. */
    static int size() {
        return ROWS.size();
    }

    /**
     * What a path leads to.
     *
     * @param pattern the path with the names of its variables instead of their values
     */
    record Found(Route route, String pattern) {}

    static Optional<Found> find(String path) {
        Optional<List<String>> names = UrlTemplate.names(path);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        boolean reserved = RESERVED.contains(names.get().getFirst());
        int segments = Math.min(names.get().size(), BY_SEGMENTS.size() - 1);
        for (Row row : BY_SEGMENTS.get(segments)) {
            Optional<Route> route = row.read(names.get());
            if (route.isPresent() && !(reserved && route.get() instanceof Route.Page)) {
                return Optional.of(new Found(route.get(), row.template().toString()));
            }
        }
        return Optional.empty();
    }

    static String write(Route route) {
        return row(route).write(route).orElseThrow();
    }

    /**
     * The path of the segments of a track, given the route of any one, with a placeholder instead of its clip index.
     */
    static String writeSegments(Route any, String placeholder) {
        Row row = row(any);
        return row.template().write(row.form().write().apply(any).orElseThrow().withText(CLIP, placeholder));
    }

    static String pattern(Route route) {
        return row(route).template().toString();
    }

    static Set<HttpMethod> methods(Route route) {
        return row(route).methods();
    }

    private static Row row(Route route) {
        return ROWS.stream()
                .filter(row -> row.form().write().apply(route).isPresent())
                .findFirst()
                .orElseThrow();
    }
}
