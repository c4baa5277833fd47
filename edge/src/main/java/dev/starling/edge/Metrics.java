package dev.starling.edge;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.client.CmcdEvents;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.limits.Shedding;
import dev.starling.edge.record.Telemetry;
import dev.starling.edge.session.Sessions;
import dev.starling.swarm.steer.LearnedPolicy;
import dev.starling.swarm.steer.Policy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The metrics of the edge. As a decorator it counts every request that reaches a service.
 *
 * <p>Labels have few values: the route is the pattern of a row of {@link RouteTable}, never a path.
 */
final class Metrics implements DecoratingHttpServiceFunction {
    /** Prometheus's text format; every version of Prometheus reads it. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** The pattern of the route of a request. */
    static final AttributeKey<String> PATTERN = AttributeKey.valueOf(Metrics.class, "PATTERN");

    private static final String ROUTE = "route";
    private static final String NO_ROUTE = "none";
    /** The buckets of the latency histogram. */
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter clipsSent = counter("starling.clips.sent", "Clips sent whole.");
    private final Counter clipsAborted = counter("starling.clips.aborted", "Clips that the client did not take whole.");
    private final Counter downMoves = counter("starling.down.moves", "Down-moves while a clip was in flight.");
    private final Counter videoBytes = counter("starling.video.bytes", "Bytes of access units in clips sent whole.");
    private final Counter requantising =
            counter("starling.requantising.cpu.seconds", "Processor seconds of requantising access units.");
    private final Counter audioBytes = counter("starling.audio.bytes", "Bytes of audio segments.");

    private final Counter playerEvents = counter("starling.player.events", "CMCD events that players reported.");
    private final Counter malformedEvents = counter("starling.player.events.malformed", "Malformed CMCD events.");

    /** Meters by their labels: to find one in the registry takes longer than to count. */
    private final Map<Labels, Counter> requests = new ConcurrentHashMap<>();

    private final Map<String, Timer> latencies = new ConcurrentHashMap<>();

    private record Labels(String route, int statusClass) {}

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Shows how many sessions are known. */
    void observe(Sessions sessions) {
        Gauge.builder("starling.sessions", sessions, Sessions::count)
                .description("Sessions that are known.")
                .register(registry);
    }

    /** Shows what is in flight. */
    void observe(Shedding shedding) {
        Gauge.builder("starling.requests.in.flight", shedding, Shedding::requestsInFlight)
                .description("Requests without a complete response.")
                .register(registry);
        Gauge.builder("starling.waiting.bytes", shedding, Shedding::waitingBytes)
                .description("Bytes of texts that wait until clients take them.")
                .register(registry);
    }

    /** Shows what telemetry has kept and lost. */
    void observe(Telemetry telemetry) {
        FunctionCounter.builder(
                        "starling.telemetry.written",
                        telemetry,
                        it -> it.counts().written())
                .description("Records that telemetry has kept.")
                .register(registry);
        FunctionCounter.builder(
                        "starling.telemetry.lost", telemetry, it -> it.counts().lost())
                .description("Records that telemetry has lost.")
                .register(registry);
    }

    /** Counts the decisions that the static policy makes for the learned one, since the policy was loaded. */
    void observe(Supplier<Policy> policy) {
        FunctionCounter.builder("starling.policy.fallbacks", policy, it -> switch (it.get()) {
                    case LearnedPolicy learned -> learned.unknown();
                    case Policy _ -> 0;
                })
                .description("Decisions unlike those in training, which the static policy made.")
                .register(registry);
    }

    /** Shows how many connections are open. */
    void observe(Server server) {
        Gauge.builder("starling.connections", server, Server::numConnections)
                .description("Open connections.")
                .register(registry);
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        var _ = context.log().whenComplete().thenAccept(this::count);
        return delegate.serve(context, request);
    }

    private void count(RequestLog log) {
        String route = Objects.requireNonNullElse(log.context().attr(PATTERN), NO_ROUTE);
        countStatus(route, log.responseStatus().code());
        Long firstByte = log.responseFirstBytesTransferredTimeNanos();
        if (firstByte != null) {
            countLatency(route, Duration.ofNanos(firstByte - log.requestStartTimeNanos()));
        }
    }

    /** Counts a request that was answered with 200 before it reached a service. */
    void count(String route, Duration untilFirstByte) {
        countStatus(route, HttpStatus.OK.code());
        countLatency(route, untilFirstByte);
    }

    private void countStatus(String route, int status) {
        requests.computeIfAbsent(new Labels(route, status / 100), this::requests)
                .increment();
    }

    private void countLatency(String route, Duration untilFirstByte) {
        latencies.computeIfAbsent(route, this::latencies).record(untilFirstByte);
    }

    private Counter requests(Labels labels) {
        return Counter.builder("starling.requests")
                .description("Requests by route and class of status.")
                .tag(ROUTE, labels.route())
                .tag("status", labels.statusClass() + "xx")
                .register(registry);
    }

    private Timer latencies(String route) {
        return Timer.builder("starling.request")
                .description("Seconds from the start of a request to the first byte of its response.")
                .tag(ROUTE, route)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    /** Counts events. */
    void count(CmcdEvents events) {
        playerEvents.increment(events.valid().size());
        malformedEvents.increment(events.malformed());
    }

    /** Counts the bytes of an audio segment. */
    void countAudio(int bytes) {
        audioBytes.increment(bytes);
    }

    /** Counts a clip when its delivery has ended. */
    void count(ClipReport report) {
        switch (report.progress().state()) {
            case SENDING -> {
                return;
            }
            case SENT -> clipsSent.increment();
            case ABORTED -> clipsAborted.increment();
        }
        downMoves.increment(report.progress().downMoves().size());
        report.progress().requantisingSeconds().ifPresent(requantising::increment);
        report.progress().actual().ifPresent(outcome -> videoBytes.increment((double) outcome.bytes()));
    }

    /** The metrics in the format of {@link #CONTENT_TYPE}. */
    String text() {
        return registry.scrape(CONTENT_TYPE);
    }
}
