package dev.starling.edge;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.catalog.ReplacedException;
import dev.starling.edge.client.ClientAddress;
import dev.starling.edge.client.Cmcd;
import dev.starling.edge.client.CmcdEvents;
import dev.starling.edge.client.Cmsd;
import dev.starling.edge.delivery.LostMemberException;
import dev.starling.edge.delivery.PreparedClip;
import dev.starling.edge.fleet.FleetHistory;
import dev.starling.edge.http.Http1Rules;
import dev.starling.edge.limits.ClientConnection;
import dev.starling.edge.limits.Rate;
import dev.starling.edge.manifest.AudioOffer;
import dev.starling.edge.manifest.IFrameStreams;
import dev.starling.edge.manifest.Links;
import dev.starling.edge.manifest.Manifests;
import dev.starling.edge.manifest.Part;
import dev.starling.edge.manifest.Refresh;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.manifest.VideoTracks;
import dev.starling.edge.path.Connection;
import dev.starling.edge.session.Delivery;
import dev.starling.edge.session.Mixing;
import dev.starling.edge.session.Session;
import dev.starling.edge.session.SessionId;
import dev.starling.edge.session.Sessions;
import dev.starling.edge.shaping.PathShape;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Answers requests: finds what the path leads to and the session. Each request runs on its own virtual thread. */
final class EdgeService implements HttpService {
    private static final String SESSION_HEADER = "starling-session";
    private static final AttributeKey<ClipService.Asked> ASKED = AttributeKey.valueOf(EdgeService.class, "ASKED");
    private static final long NO_CLIP = -1;
    /** A title that is replaced more often while a request is answered is not served for the moment. */
    private static final int MAX_REPLACEMENTS = 3;

    private static final String POSTER_TYPE = "image/jpeg";

    private final Catalog catalog;
    private final Sessions sessions;
    private final SessionAdmin admin;
    private final Dashboard dashboard;
    private final UploadService uploads;
    private final MediaService media;
    private final ClipService clips;
    private final ClientData clients;
    private final Readiness readiness;
    private final HttpService page = PageFiles.service();
    private final String openApi = resource("openapi.json");
    private final Supplier<Policy> policy;
    private final PathLab pathLab;
    private final Metrics metrics;
    private final Recorder recorder;
    private final ErrorLog errors;
    /** The longest time for a response; for one that never ends, for each piece of it. */
    private final Duration responseTime;

    private final InstantSource clock;
    private final Executor executor;

    EdgeService(
            Catalog catalog,
            Sessions sessions,
            EdgeSettings settings,
            MediaService media,
            ClipService clips,
            ClientData clients,
            Metrics metrics,
            Recorder recorder,
            FleetHistory fleet,
            ErrorLog errors,
            InstantSource clock,
            Executor executor) {
        this.recorder = recorder;
        this.policy = settings.policy();
        this.pathLab = settings.pathLab();
        this.catalog = catalog;
        this.sessions = sessions;
        AdminGate gate = new AdminGate(settings.operations().adminToken());
        this.admin = new SessionAdmin(sessions, gate);
        this.dashboard = new Dashboard(gate, fleet, settings, errors, clock);
        this.uploads =
                new UploadService(settings.uploads(), settings.operations().encodes(), gate);
        this.errors = errors;
        this.readiness = new Readiness(catalog, errors, clock, executor, Readiness.PATIENCE);
        this.media = media;
        this.clips = clips;
        this.clients = clients;
        this.metrics = metrics;
        this.responseTime = settings.limits().responseTime();
        this.clock = clock;
        this.executor = executor;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        Optional<RouteTable.Found> found = RouteTable.find(context.path());
        found.ifPresent(it -> context.setAttr(Metrics.PATTERN, it.pattern()));
        Optional<Route> route = found.map(RouteTable.Found::route);
        // A named segment that is in memory is sent at once, by the thread of its connection.
        Optional<HttpResponse> kept = request.method() == HttpMethod.GET
                ? route.flatMap(
                        it -> it instanceof Route.Plan plan ? media.kept(plan, request.headers()) : Optional.empty())
                : Optional.empty();
        return kept.orElseGet(() ->
                HttpResponse.of(body(route, request).thenApplyAsync(whole -> answer(route, context, whole), executor)));
    }

    /**
     * The request with its body. That of an upload, the only one whose length {@link EdgeServer} does not limit, is
     * read while it arrives.
     */
    private static CompletableFuture<AggregatedHttpRequest> body(Optional<Route> route, HttpRequest request) {
        return request.method() == HttpMethod.PATCH && route.orElse(null) instanceof Route.Upload
                ? CompletableFuture.completedFuture(AggregatedHttpRequest.of(request.headers()))
                : request.aggregate();
    }

    private HttpResponse answer(Optional<Route> asked, ServiceRequestContext context, AggregatedHttpRequest request) {
        context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, responseTime);
        try {
            if (request.headers().contains(Http1Rules.UNKNOWN_CODING)) {
                throw new RequestException(HttpStatus.NOT_IMPLEMENTED, "The only transfer coding here is chunked.");
            }
            Route route = asked.orElseThrow(EdgeService::notFound);
            if (request.method() == HttpMethod.OPTIONS) {
                ResponseHeadersBuilder options = Answers.noContent().set(HttpHeaderNames.ALLOW, allowed(route));
                boolean ofUploads = route instanceof Route.UploadList || route instanceof Route.Upload;
                return HttpResponse.of((ofUploads ? uploads.describe(options, request.headers()) : options).build());
            }
            if (!route.methods().contains(request.method())) {
                String allowed = allowed(route);
                return HttpResponse.of(
                        Answers.headers(HttpStatus.METHOD_NOT_ALLOWED, Answers.TEXT, Answers.NO_STORE)
                                .set(HttpHeaderNames.ALLOW, allowed)
                                .build(),
                        HttpData.ofUtf8("Only these methods are allowed here: " + allowed + ".\n"));
            }
            return answerOfNewest(route, context, request);
        } catch (RequestException e) {
            return Answers.status(e.status(), Objects.requireNonNullElse(e.getMessage(), ""));
        } catch (Sessions.TooManyException e) {
            return Answers.unavailable("Too many sessions start at the moment.");
        } catch (ReplacedException e) {
            return Answers.unavailable("The title is being replaced.");
        } catch (Sessions.EndedException e) {
            return Answers.status(HttpStatus.GONE, "This session was ended.");
        } catch (PackageException | LostMemberException e) {
            errors.warn(request.method() + " " + context.path(), e);
            return Answers.status(HttpStatus.NOT_FOUND, "This part of the title is missing or damaged.");
        } catch (IOException e) {
            errors.warn(request.method() + " " + context.path(), e);
            return failed();
        } catch (Exception e) {
            errors.error(request.method() + " " + context.path(), e);
            return failed();
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(EdgeService.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The methods that a path allows, for the header {@code Allow}; empty if it leads nowhere. */
    static String allowed(String target) {
        int query = target.indexOf('?');
        return Route.of(query < 0 ? target : target.substring(0, query))
                .map(EdgeService::allowed)
                .orElse("");
    }

    private static String allowed(Route route) {
        return String.join(
                ", ", route.methods().stream().map(HttpMethod::name).sorted().toList());
    }

    private static HttpResponse failed() {
        return Answers.status(HttpStatus.INTERNAL_SERVER_ERROR, "Internal error; see the server log.");
    }

    private static RequestException notFound() {
        return new RequestException(HttpStatus.NOT_FOUND, "Not found.");
    }

    /** Where a title was replaced while its files were opened, the answer is that of the new one. */
    private HttpResponse answerOfNewest(Route route, ServiceRequestContext context, AggregatedHttpRequest request)
            throws Exception {
        for (int replacements = 0; ; replacements++) {
            try {
                return answer(route, context, request);
            } catch (ReplacedException replaced) {
                if (replacements == MAX_REPLACEMENTS) {
                    throw replaced;
                }
            }
        }
    }

    private HttpResponse answer(Route route, ServiceRequestContext context, AggregatedHttpRequest request)
            throws Exception {
        return switch (route) {
            case Route.Page _ -> page.serve(context, request.toHttpRequest());
            case Route.MetricsText() -> Answers.of(Metrics.CONTENT_TYPE, Answers.NO_STORE, metrics.text());
            case Route.Health() -> Answers.of(Answers.TEXT, Answers.NO_STORE, "The edge is running.\n");
            case Route.Ready() ->
                readiness
                        .obstacle()
                        .map(Answers::unavailable)
                        .orElseGet(() -> Answers.of(Answers.TEXT, Answers.NO_STORE, "The edge is ready.\n"));
            case Route.OpenApi() -> Answers.of(Answers.JSON_TYPE, Answers.REVALIDATE, openApi);
            case Route.Fleet() -> dashboard.fleet(context, request.headers());
            case Route.PastSessions() -> dashboard.sessions(context, request.headers());
            case Route.PastSession(var name) -> dashboard.session(name, request.headers());
            case Route.PastClip(var name, var number) -> dashboard.clip(name, number, request.headers());
            case Route.PastRewards() -> dashboard.rewards(context, request.headers());
            case Route.Evolution() -> dashboard.evolution(request.headers());
            case Route.QualityOfTitle(var id) -> quality(title(id), context, request);
            case Route.Titles() ->
                ContentCodings.revalidatedJson(
                        request.headers(),
                        catalog.titles().stream()
                                .flatMap(title -> brief(title).stream())
                                .toList());
            case Route.TitleDetails(var id) -> ContentCodings.json(request.headers(), TitleReport.whole(title(id)));
            case Route.SessionList() ->
                request.method() == HttpMethod.POST
                        ? newSession(context, request)
                        : admin.list(context, request.headers());
            case Route.SessionDetails(var id) ->
                request.method() == HttpMethod.DELETE
                        ? admin.end(id, request.headers())
                        : Answers.json(HttpStatus.OK, known(sessions.look(id)).explain(clock.instant()));
            case Route.Device(var id) -> {
                tell(known(sessions.find(id)), described(request));
                yield HttpResponse.of(Answers.noContent().build());
            }
            case Route.Path(var id) -> {
                known(sessions.find(id)).shape(shape(request), clock.instant());
                yield HttpResponse.of(Answers.noContent().build());
            }
            case Route.UploadList() -> uploads.create(request.headers());
            case Route.Upload(var id) -> uploads.upload(id, context.request());
            case Route.Jobs() -> uploads.jobs(request.headers());
            case Route.Paths() -> Answers.json(HttpStatus.OK, PathChoices.of(pathLab));
            case Route.Events(var id) -> events(id, context, request.method());
            case Route.PlayerEvents() -> playerEvents(context, request);
            case Route.Manifest manifest -> manifest(manifest, context, request);
            case Route.Media part -> part(part, context, request);
            case Route.Plan plan -> plan(plan, request);
            case Route.PlanInit init -> media.named(edition(init.title(), init.edition()), init.group());
            case Route.Poster(var id, var edition) ->
                HttpResponse.of(
                        Answers.headers(HttpStatus.OK, POSTER_TYPE, Answers.FOREVER)
                                .build(),
                        HttpData.wrap(edition(id, edition).poster().orElseThrow(EdgeService::notFound)));
            case Route.IFrameSegment segment -> iFrameSegment(segment, request.headers());
            case Route.IFrames iFrames -> {
                PublishedTitle published = title(iFrames.title());
                yield mediaPlaylist(
                        request,
                        published
                                .iFrames()
                                .flatMap(it -> it.playlist(
                                        new Rendition.Rung(iFrames.rung()), iFrames.links(published.edition())))
                                .orElseThrow(EdgeService::notFound));
            }
        };
    }

    /** Empty if the title cannot be described: the list has the others. */
    private Optional<TitleReport> brief(PublishedTitle title) {
        try {
            return Optional.of(TitleReport.brief(title));
        } catch (RuntimeException e) {
            errors.error(title.id(), e);
            return Optional.empty();
        }
    }

    /** The rate–quality points of a title, or of the clip that the request names. */
    private static HttpResponse quality(
            PublishedTitle title, ServiceRequestContext context, AggregatedHttpRequest request) throws IOException {
        List<Clip> clips = title.title().clips();
        long clip = AdminGate.number(context, "clip", NO_CLIP);
        if (clip >= clips.size()) {
            throw new RequestException(HttpStatus.NOT_FOUND, "No such clip.");
        }
        return ContentCodings.json(
                request.headers(),
                clip == NO_CLIP ? TitleQuality.of(title) : TitleQuality.of(title, clips.get((int) clip)));
    }

    private PublishedTitle title(String id) {
        return catalog.find(id).orElseThrow(() -> new RequestException(HttpStatus.NOT_FOUND, "No such title."));
    }

    private static Session known(Optional<Session> session) {
        return session.orElseThrow(() -> new RequestException(HttpStatus.NOT_FOUND, "No such session."));
    }

    private HttpResponse newSession(ServiceRequestContext context, AggregatedHttpRequest request) {
        Described client = described(request);
        Session session = sessions.create(rate(context));
        tell(session, client);
        return Answers.json(HttpStatus.CREATED, new SessionCreated(session.id()));
    }

    /** Limits the sessions that a client starts. */
    private static Rate rate(ServiceRequestContext context) {
        return ClientConnection.of(Connection.channel(context)).address().sessions();
    }

    private HttpResponse events(SessionId id, ServiceRequestContext context, HttpMethod method) {
        return new EventStream(known(sessions.find(id)), responseTime, clock).answer(context, method, executor);
    }

    /** The answer to {@code POST /api/sessions}. */
    record SessionCreated(SessionId id) {}

    /** What a client tells of its device, and has measured of its path. */
    private record Described(CapabilityVector device, OptionalDouble bitsPerSecond) {}

    private static Described described(AggregatedHttpRequest request) {
        DeviceFacts facts = Answers.fromJson(request.content().array(), DeviceFacts.class);
        return new Described(facts.vector(), facts.measured());
    }

    private void tell(Session session, Described client) {
        session.tell(client.device());
        client.bitsPerSecond().ifPresent(bitsPerSecond -> session.expect(bitsPerSecond, clock.instant()));
    }

    private PathShape shape(AggregatedHttpRequest request) {
        if (pathLab == PathLab.OFF) {
            throw new RequestException(
                    HttpStatus.FORBIDDEN, "This edge has no artificial paths: start it with --path-lab.");
        }
        PathShape shape = Answers.fromJson(request.content().array(), PathShape.class);
        try {
            shape.check();
        } catch (IllegalArgumentException e) {
            throw new RequestException(HttpStatus.BAD_REQUEST, e.getMessage() + ".");
        }
        return shape;
    }

    private HttpResponse manifest(Route.Manifest asked, ServiceRequestContext context, AggregatedHttpRequest request) {
        PublishedTitle latest = title(asked.title());
        Optional<SessionId> known =
                Optional.ofNullable(context.queryParam("session")).flatMap(SessionId::of);
        // Whoever asks again for the presentation of a title that has grown keeps the initialization segments it has.
        String edition = known.flatMap(sessions::find)
                .flatMap(it -> it.edition(latest.id()))
                .filter(it -> asked.format() == Route.Format.DASH && latest.has(it))
                .orElse(latest.edition());
        PublishedTitle published = edition.equals(latest.edition()) ? latest : latest.inBand();
        // Files are read before a session begins: if the package was replaced, the request is answered anew.
        IFrameStreams iFrames = iFrames(published);
        Session session = sessions.forManifest(known, rate(context));
        boolean again = session.edition(latest.id()).equals(Optional.of(edition));
        Delivery delivery = Delivery.of(context.queryParam(Delivery.ARGUMENT));
        Mixing mixing = Mixing.NONE.equals(context.queryParam("blend")) ? Mixing.WHOLE : Mixing.BLENDED;
        session.play(published.id(), edition, asked.chooser(), delivery, mixing);
        clients.tell(session, ClientData.Head.of(context, request));
        Connection connection = Connection.of(context);
        session.path().transfer(connection, connection.tcpInfo());
        List<? extends Rendition.Video> video = switch (asked.chooser()) {
            case PLAYER -> published.tracks().rungs();
            case SERVER ->
                List.of(
                        "none".equals(context.queryParam("switch"))
                                ? new Rendition.Group(group(published, session, again))
                                : new Rendition.Swarm());
        };
        AudioOffer audio = switch (asked.chooser()) {
            case PLAYER -> AudioOffer.RENDITIONS;
            case SERVER -> AudioOffer.STEERED;
        };
        Links links = RelativeLinks.telling(delivery, asked.links(session.id()));
        VideoTracks tracks = MediaService.tracks(published, delivery);
        String text = switch (asked.format()) {
            case HLS -> Manifests.multivariantPlaylist(tracks, video, audio, iFrames, links);
            case DASH ->
                Manifests.mediaPresentation(
                        tracks,
                        video,
                        audio,
                        new Manifests.IFrameOffer(iFrames, asked.iFrameLinks(edition)),
                        links,
                        new Refresh(RelativeLinks.ofManifest(context, session), session.startedAt(), clock.instant()));
        };
        String type = switch (asked.format()) {
            case HLS -> Manifests.HLS_TYPE;
            case DASH -> Manifests.DASH_TYPE;
        };
        return ContentCodings.answer(
                request.headers(),
                Answers.headers(HttpStatus.OK, type, Answers.NO_STORE)
                        .set(SESSION_HEADER, session.id().value())
                        .set(Cmsd.STATIC, Cmsd.manifestData(asked.format().cmcdToken())),
                text);
    }

    /** The group that a player without switches stays in: whoever reads its manifest again keeps it. */
    private BlendGroupId group(PublishedTitle published, Session session, boolean again) {
        BlendGroupId group = session.group(published.id())
                .filter(it -> again
                        && published.title().groups().stream()
                                .anyMatch(known -> known.id().equals(it)))
                .orElseGet(() -> PreparedClip.group(
                        published, policy.get(), session.client(), session.network(clock.instant())));
        session.stayIn(group);
        return group;
    }

    private HttpResponse part(Route.Media asked, ServiceRequestContext context, AggregatedHttpRequest request)
            throws IOException {
        Optional<ClipService.Asked> recorded = WholeClips.recorded(Connection.channel(context), asked);
        if (recorded.isPresent()) {
            context.setAttr(ASKED, recorded.get());
            return clips.answer(recorded.get(), context, request.method());
        }
        PublishedTitle latest = title(asked.title());
        Optional<String> edition = sessions.find(asked.session()).flatMap(it -> it.edition(latest.id()));
        boolean replaced = edition.filter(it -> !it.equals(latest.edition())).isPresent();
        PublishedTitle published = replaced ? latest.inBand() : latest;
        Rendition rendition = replaced ? standIn(asked.rendition(), published) : asked.rendition();
        requireExists(rendition, asked.part(), published);
        Session session = sessions.resume(asked.session(), rate(context));
        // This edge may not know the manifest of the session, but its links tell.
        Delivery delivery = Delivery.of(context.queryParam(Delivery.ARGUMENT));
        if (delivery == Delivery.REDIRECTED) {
            session.redirect();
        }
        return switch (asked.part()) {
            case Part.Playlist() ->
                mediaPlaylist(
                        request,
                        Manifests.mediaPlaylist(
                                        published.title(),
                                        published.growthIn(edition.orElse(published.edition())),
                                        rendition,
                                        RelativeLinks.telling(delivery, asked.links()))
                                .orElseThrow());
            case Part.Init() -> media.init(published, rendition, session.delivery());
            case Part.Segment(int clip) ->
                switch (rendition) {
                    case Rendition.Sound sound ->
                        media.audio(published, clip, sound, session, context, request.method());
                    case Rendition.Video video ->
                        clips.answer(
                                asked(published, clip, video, session, context, request), context, request.method());
                };
        };
    }

    /**
     * Records a request for a clip, with what it tells of its client. It counts once, though it may be answered anew.
     */
    private ClipService.Asked asked(
            PublishedTitle published,
            int clip,
            Rendition.Video video,
            Session session,
            ServiceRequestContext context,
            AggregatedHttpRequest request) {
        ClipService.Asked before = context.attr(ASKED);
        ClipService.Asked asked = before == null
                ? clips.ask(
                        published, clip, video, session, clients.tell(session, ClientData.Head.of(context, request)))
                : before.of(published, video);
        context.setAttr(ASKED, asked);
        return asked;
    }

    private static HttpResponse mediaPlaylist(AggregatedHttpRequest request, String text) {
        return ContentCodings.answer(
                request.headers(), Answers.headers(HttpStatus.OK, Manifests.HLS_TYPE, Answers.REVALIDATE), text);
    }

    private HttpResponse plan(Route.Plan asked, AggregatedHttpRequest request) throws IOException {
        PublishedTitle published = edition(asked.title(), asked.name().edition());
        if (asked.name().clip() >= published.title().clips().size()) {
            throw notFound();
        }
        return media.named(published, asked, request.headers()).orElseThrow(EdgeService::notFound);
    }

    /** In an edition that comes after the one of the manifest, a rung may have gone: the lowest one is in its place. */
    private HttpResponse iFrameSegment(Route.IFrameSegment asked, RequestHeaders request) throws IOException {
        PublishedTitle published = edition(asked.title(), asked.edition());
        Rendition.Rung rung = new Rendition.Rung(asked.rung());
        boolean exists = published.tracks().exists(rung);
        if (asked.clip() >= published.title().clips().size()
                || (!exists && asked.edition().equals(published.edition()))) {
            throw notFound();
        }
        return media.iFrames(
                published,
                exists ? rung : published.tracks().rungs().getLast(),
                published.title().clips().get(asked.clip()),
                request);
    }

    /** What a player gets that has the manifest of an earlier edition: the edge chooses where a rendition has gone. */
    private static Rendition standIn(Rendition asked, PublishedTitle published) {
        return asked instanceof Rendition.Video && !Manifests.exists(published.tracks(), asked)
                ? new Rendition.Swarm()
                : asked;
    }

    /** A title, if it has what this edition of it names. */
    private PublishedTitle edition(String id, String edition) {
        PublishedTitle published = title(id);
        if (!published.has(edition)) {
            throw notFound();
        }
        return published;
    }

    /** The tracks of IDR pictures of a title; a title whose index is damaged is served without them. */
    private IFrameStreams iFrames(PublishedTitle published) {
        try {
            return published.iFrameStreams();
        } catch (IOException | PackageException e) {
            errors.warn("without tracks of IDR pictures: " + published.id(), e);
            return IFrameStreams.NONE;
        }
    }

    /** Checked before a session is created. */
    private static void requireExists(Rendition asked, Part ofIt, PublishedTitle published) {
        boolean rendition = Manifests.exists(published.tracks(), asked);
        boolean part = switch (ofIt) {
            case Part.Playlist(), Part.Init() -> true;
            case Part.Segment(int clip) -> clip < published.title().clips().size();
        };
        if (!rendition || !part) {
            throw notFound();
        }
    }

    /** Events of players are counted for the sessions that they name; others are dropped. */
    private HttpResponse playerEvents(ServiceRequestContext context, AggregatedHttpRequest request) {
        MediaType type = request.contentType();
        byte[] body = request.content().array();
        boolean json = type != null && type.belongsTo(MediaType.JSON);
        CmcdEvents events = json ? CmcdEvents.ofJson(body) : CmcdEvents.ofLines(body);
        metrics.count(events);
        if (events.valid().isEmpty()) {
            throw new RequestException(HttpStatus.BAD_REQUEST, "The body has no well-formed CMCD report.");
        }
        ClientAddress address = clients.address(ClientData.Head.of(context, request));
        Map<String, List<Cmcd>> byPlayer = events.valid().stream()
                .filter(it -> it.sessionId().isPresent())
                .collect(groupingBy(it -> it.sessionId().orElseThrow(), LinkedHashMap::new, toList()));
        byPlayer.forEach((name, reports) -> sessions.ofPlayer(name, address).ifPresent(session -> {
            session.tell(new CmcdEvents(reports, events.malformed()), clock.instant());
            metrics.viewers().count(session.newExperience());
            recorder.record(session);
        }));
        return HttpResponse.of(Answers.noContent().build());
    }
}
