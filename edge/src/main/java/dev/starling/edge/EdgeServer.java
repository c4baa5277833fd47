package dev.starling.edge;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.TransportType;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.cors.CorsService;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.client.Cmcd;
import dev.starling.edge.client.CmcdEvents;
import dev.starling.edge.delivery.Blending;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.edge.fleet.FleetHistory;
import dev.starling.edge.fleet.FleetSample;
import dev.starling.edge.http.AcceptLoop;
import dev.starling.edge.http.Arrivals;
import dev.starling.edge.http.KeptContent;
import dev.starling.edge.limits.Admission;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.limits.Rate;
import dev.starling.edge.limits.Shedding;
import dev.starling.edge.session.Sessions;
import dev.starling.edge.upload.UploadId;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.steer.ClipSteering;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Serves packages over HTTP/1.1 and HTTP/2 until it is closed. */
public final class EdgeServer implements AutoCloseable {
    /** Bodies describe a device; only those with events may be larger. */
    private static final int MAX_BODY_BYTES = 16 * 1024;
    /**
     * Of the body of an upload, which is written to disk while it arrives, and has limits of its own. All others are
     * held in memory.
     */
    private static final long NO_LIMIT = 0;
    /** CMCD in a query argument makes request lines long. */
    private static final int MAX_REQUEST_LINE_BYTES = 16 * 1024;
    /** Longer than the pause of a player with a full buffer, so that the measurements of the path stay valid. */
    private static final Duration MAX_IDLE_CONNECTION = Duration.ofSeconds(90);
    /**
     * How long {@link #close} waits for responses in flight: a clip ends, if its viewer is not far behind. Supervisors
     * of processes commonly kill after ten seconds; the rest is for what follows.
     */
    private static final Duration STOP_GRACE = Duration.ofSeconds(8);
    /** The time without responses after which the edge stops; with 0 Armeria would not wait for responses at all. */
    private static final Duration STOP_QUIET = Duration.ofMillis(100);

    /** How long clients may reuse the answer to a preflight request. */
    private static final Duration MAX_PREFLIGHT_AGE = Duration.ofDays(1);

    private final Catalog catalog;
    private final Server server;
    private final FleetHistory fleet;
    private final ExecutorService executor;
    private final RequantisingWorkers workers;

    private EdgeServer(
            Catalog catalog, Server server, FleetHistory fleet, ExecutorService executor, RequantisingWorkers workers) {
        this.fleet = fleet;
        this.workers = workers;
        this.catalog = catalog;
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts an edge for the packages of a folder.
     *
     * @param folder a package, or a folder of packages
     * @param address the address to listen on; port 0 picks a free port
     * @param random the source of session ids; must not be predictable
     * @throws IOException if the folder cannot be read or the address cannot be used; the message is for people
     */
    public static EdgeServer start(Path folder, InetSocketAddress address, InstantSource clock, RandomGenerator random)
            throws IOException {
        return start(new FolderShelf(folder), address, clock, random);
    }

    /**
     * Starts an edge for the packages of a shelf.
     *
     * @param address the address to listen on; port 0 picks a free port
     * @param random the source of session ids; must not be predictable
     * @throws IOException if the address cannot be used; the message is for people
     */
    public static EdgeServer start(
            PackageShelf shelf, InetSocketAddress address, InstantSource clock, RandomGenerator random)
            throws IOException {
        return start(shelf, address, EdgeSettings.DEFAULT, clock, random);
    }

    /**
     * Starts an edge for the packages of a shelf.
     *
     * @param address the address to listen on; port 0 picks a free port
     * @param random the source of session ids; must not be predictable
     * @throws IOException if the address cannot be used; the message is for people
     */
    public static EdgeServer start(
            PackageShelf shelf,
            InetSocketAddress address,
            EdgeSettings settings,
            InstantSource clock,
            RandomGenerator random)
            throws IOException {
        EdgeLimits limits = settings.limits();
        RequantisingWorkers workers = RequantisingWorkers.ofMachine();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Catalog catalog = new Catalog(shelf, clock);
        Sessions sessions = new Sessions(clock, random, new Rate(limits.of(EdgeLimit.SESSIONS_PER_SECOND)));
        Metrics metrics = new Metrics();
        metrics.observe(sessions);
        metrics.observe("members", catalog::memberCounts);
        Shedding shedding = new Shedding(limits, Answers::unavailable, new Route.Health().path());
        metrics.observe(settings.policy());
        metrics.observe(shedding);
        metrics.observe(settings.telemetry());
        Recorder recorder = new Recorder(settings.telemetry(), clock, random);
        Blending blending = new Blending(settings.levels(), workers);
        ErrorLog errors = new ErrorLog(clock);
        MediaService media = new MediaService(settings.pathLab(), workers, metrics, errors, clock, executor);
        ClipService clips = new ClipService(settings, blending, metrics, recorder, errors, clock, executor);
        ClientData clients = new ClientData(sessions, settings.proxies(), metrics, clock);
        FleetHistory fleet = FleetHistory.start(
                () -> new FleetSample.Viewers(sessions.count(), sessions.active()), metrics::totals, clock);
        EdgeService service = new EdgeService(
                catalog, sessions, settings, media, clips, clients, metrics, recorder, fleet, errors, clock, executor);
        Stopping stopping = new Stopping(sessions);
        WholeClips whole = new WholeClips(catalog, sessions, clips, clients, settings.pathLab());
        KeptContent kept = new KeptSegments(media, whole, shedding, stopping, metrics, settings, errors, clock);
        Arrivals.Settings arriving = new Arrivals.Settings(limits, kept);
        HttpService decorated = service.decorate(new ByteRanges())
                .decorate(cors())
                .decorate(stopping)
                .decorate(shedding)
                .decorate(metrics);
        Optional<TlsFiles> tls = settings.operations().tls();
        ServerBuilder builder = Server.builder()
                .port(address, tls.isPresent() ? SessionProtocol.HTTPS : SessionProtocol.HTTP)
                // Before the others: Armeria takes the first that matches.
                .route()
                .methods(HttpMethod.PATCH)
                .path("regex:^" + new Route.UploadList().path() + "/" + UploadId.FORM + "$")
                .maxRequestLength(NO_LIMIT)
                .build(decorated)
                .serviceUnder("/", decorated)
                .route()
                .path(new Route.PlayerEvents().path())
                .maxRequestLength(CmcdEvents.MAX_BYTES)
                .build(decorated)
                .setHeaders(Answers.COMMON)
                .errorHandler(new PlainErrors())
                .disableServerHeader()
                // They are clients that send or take nothing in time.
                .unloggedExceptionsReportIntervalMillis(0)
                .serverListener(ServerListener.builder()
                        .whenStopping(_ -> stopping.begin())
                        .build())
                .maxNumConnections(limits.of(EdgeLimit.CONNECTIONS))
                .http2MaxStreamsPerConnection(limits.of(EdgeLimit.STREAMS_PER_CONNECTION))
                .maxRequestLength(MAX_BODY_BYTES)
                .http1MaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .requestTimeout(limits.requestTime())
                .idleTimeout(MAX_IDLE_CONNECTION)
                .gracefulShutdownTimeout(STOP_QUIET, STOP_GRACE);
        tls.ifPresent(files -> builder.tlsProvider(files.provider()));
        Admission admission =
                new Admission(limits, tls.isPresent() ? Admission.Refusal.CLOSE : Admission.Refusal.RESPONSE);
        builder.childChannelPipelineCustomizer(pipeline -> {
            if (!admission.admit(pipeline)) {
                return;
            }
            if (tls.isPresent()) {
                Arrivals.addBehindTls(pipeline, arriving);
            } else {
                Arrivals.addTo(pipeline, arriving);
            }
        });
        settings.operations().accessLog().ifPresent(log -> {
            builder.accessLogWriter(it -> log.add(Accesses.entry(it, settings.proxies())), false);
            metrics.observe(log);
        });
        if (Flags.transportType() == TransportType.EPOLL) {
            builder.childChannelOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) ClipSteering.MAX_UNSENT_BYTES)
                    .bossGroupFactory(AcceptLoop::new);
        }
        Server server = builder.build();
        metrics.observe(server);
        try {
            server.start().join();
        } catch (CompletionException e) {
            fleet.close();
            executor.close();
            workers.close();
            if (e.getCause() instanceof IOException cannotBind) {
                BindException failure = new BindException("cannot listen on " + address.getHostString() + " port "
                        + address.getPort() + ": " + reason(cannotBind));
                failure.initCause(cannotBind);
                throw failure;
            }
            throw e;
        }
        return new EdgeServer(catalog, server, fleet, executor, workers);
    }

    /** Answers preflight requests (Fetch, 3.2.3). CMCD headers are not safelisted, so players send one for them. */
    private static Function<? super HttpService, CorsService> cors() {
        return CorsService.builderForAnyOrigin()
                .allowRequestMethods(
                        HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE)
                .allowRequestHeaders(Cmcd.HEADERS)
                .allowRequestHeaders(HttpHeaderNames.CONTENT_TYPE, HttpHeaderNames.RANGE, HttpHeaderNames.AUTHORIZATION)
                .exposeHeaders("*")
                .maxAge(MAX_PREFLIGHT_AGE.toSeconds())
                .newDecorator();
    }

    /** The operating system's message without the name of the function that failed. */
    private static String reason(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }

    /**
     * The ids of the titles that are served now, in alphabetical order. Unreadable packages are left out; the first
     * attempt to read one logs the reason.
     *
     * @throws java.io.UncheckedIOException if the shelf cannot be read
     */
    public List<String> titles() {
        return catalog.titles().stream().map(PublishedTitle::id).toList();
    }

    /** The port that the server listens on. */
    public int port() {
        return server.activeLocalPort();
    }

    /** Refuses new requests and gives those in flight {@link #STOP_GRACE} to end. */
    @Override
    public void close() {
        server.stop().join();
        fleet.close();
        executor.shutdownNow();
        workers.close();
    }

    /** Renders errors that never reach {@link EdgeService}: malformed requests, timeouts, oversized bodies. */
    private static final class PlainErrors implements ServerErrorHandler {
        private static final ServerErrorHandler DEFAULT = ServerErrorHandler.ofDefault();

        @Override
        public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
            return switch (cause) {
                case HttpResponseException e -> e.httpResponse();
                // The client cancelled its request or has gone: nobody gets the answer, and nothing here has failed.
                case ClosedStreamException _ -> HttpResponse.of(HttpStatus.valueOf(Accesses.CLIENT_CLOSED_REQUEST));
                case HttpStatusException e ->
                    Answers.status(e.httpStatus(), e.httpStatus().reasonPhrase() + ".");
                default -> DEFAULT.onServiceException(context, cause);
            };
        }

        @Override
        public AggregatedHttpResponse renderStatus(
                @Nullable ServiceRequestContext context,
                ServiceConfig config,
                @Nullable RequestHeaders headers,
                HttpStatus status,
                @Nullable String description,
                @Nullable Throwable cause) {
            ResponseHeadersBuilder answer =
                    Answers.headers(status, Answers.TEXT, Answers.NO_STORE).set(Answers.COMMON);
            if (status.equals(HttpStatus.METHOD_NOT_ALLOWED) && headers != null) {
                answer.set(HttpHeaderNames.ALLOW, EdgeService.allowed(headers.path()));
            }
            if (status.equals(HttpStatus.SERVICE_UNAVAILABLE)) {
                answer.setInt(HttpHeaderNames.RETRY_AFTER, Answers.RETRY_AFTER_SECONDS);
            }
            return AggregatedHttpResponse.of(answer.build(), HttpData.ofUtf8(status.reasonPhrase() + ".\n"));
        }
    }
}
