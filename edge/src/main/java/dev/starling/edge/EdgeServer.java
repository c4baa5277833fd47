package dev.starling.edge;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.TransportType;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.session.Sessions;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.PackageShelf;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The edge: serves the packages of a folder over HTTP/1.1 and HTTP/2 until it is closed. */
public final class EdgeServer implements AutoCloseable {
    /** Bytes that may wait in the kernel unsent: more of them would make every decision in flight an old one. */
    private static final int NOTSENT_LOWAT_BYTES = 16 * 1024;
    /** The longest body that is read: facts of a device. */
    private static final int LONGEST_BODY_BYTES = 16 * 1024;
    /** CMCD in a query argument makes long request lines. */
    private static final int LONGEST_REQUEST_LINE = 16 * 1024;
    /** Longer than a player with a full buffer waits, so that what is known of the connection lives on. */
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(90);
    /** A stop waits this long for clips in flight. */
    private static final Duration STOP_GRACE = Duration.ofMillis(500);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_CONNECTIONS = 20_000;

    private final Catalog catalog;
    private final Server server;
    private final ExecutorService executor;

    private EdgeServer(Catalog catalog, Server server, ExecutorService executor) {
        this.catalog = catalog;
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts an edge.
     *
     * @param folder a package, or a folder of packages
     * @param address where to listen; port 0 picks a free one
     * @param clock tells the time
     * @param random names sessions: one that cannot be guessed
     * @throws IOException if the folder cannot be read or the address cannot be used; the message is for people
     */
    public static EdgeServer start(Path folder, InetSocketAddress address, InstantSource clock, RandomGenerator random)
            throws IOException {
        return start(new FolderShelf(folder), address, clock, random);
    }

    /**
     * Starts an edge of packages that lie anywhere.
     *
     * @param shelf where they are
     * @param address where to listen; port 0 picks a free one
     * @param clock tells the time
     * @param random names sessions: one that cannot be guessed
     * @throws IOException if the address cannot be used; the message is for people
     */
    public static EdgeServer start(
            PackageShelf shelf, InetSocketAddress address, InstantSource clock, RandomGenerator random)
            throws IOException {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Catalog catalog = new Catalog(shelf);
        EdgeService service = new EdgeService(catalog, new Sessions(clock, random), new Metrics(), clock, executor);
        ServerBuilder builder = Server.builder()
                .port(address, SessionProtocol.HTTP)
                .serviceUnder("/", service)
                .errorHandler(new PlainErrors())
                .disableServerHeader()
                .maxNumConnections(MOST_CONNECTIONS)
                .maxRequestLength(LONGEST_BODY_BYTES)
                .http1MaxInitialLineLength(LONGEST_REQUEST_LINE)
                .requestTimeout(REQUEST_TIMEOUT)
                .idleTimeout(IDLE_CONNECTION)
                .gracefulShutdownTimeout(Duration.ZERO, STOP_GRACE);
        if (Flags.transportType() == TransportType.EPOLL) {
            builder.childChannelOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) NOTSENT_LOWAT_BYTES);
        }
        Server server = builder.build();
        try {
            server.start().join();
        } catch (CompletionException e) {
            executor.close();
            if (e.getCause() instanceof IOException cannotBind) {
                BindException failure = new BindException("Cannot listen on " + address.getHostString() + " port "
                        + address.getPort() + ": " + reason(cannotBind));
                failure.initCause(cannotBind);
                throw failure;
            }
            throw e;
        }
        return new EdgeServer(catalog, server, executor);
    }

    /** What the operating system said, without the name of its function. */
    private static String reason(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }

    /**
     * The ids of the titles that it serves now, in rising order. A package that cannot be read is not among them; why,
     * is logged when it is first looked at, here for instance.
     *
     * @throws java.io.UncheckedIOException if the shelf cannot be read
     */
    public List<String> titles() {
        return catalog.titles().stream().map(PublishedTitle::id).toList();
    }

    /** The port it listens on. */
    public int port() {
        return server.activeLocalPort();
    }

    /** Stops: no new requests, those in flight have a moment to end. */
    @Override
    public void close() {
        server.stop().join();
        executor.shutdownNow();
    }

    /** Errors that never reach {@link EdgeService}: malformed requests, time-outs, bodies too long. */
    private static final class PlainErrors implements ServerErrorHandler {
        private static final ServerErrorHandler DEFAULT = ServerErrorHandler.ofDefault();

        @Override
        public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
            return switch (cause) {
                case HttpResponseException e -> e.httpResponse();
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
            return AggregatedHttpResponse.of(
                    Answers.headers(status, Answers.TEXT, Answers.NO_STORE).build(),
                    HttpData.ofUtf8(status.reasonPhrase() + ".\n"));
        }
    }
}
