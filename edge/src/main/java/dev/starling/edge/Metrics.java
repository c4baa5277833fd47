package dev.starling.edge;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.sun.management.OperatingSystemMXBean;
import dev.starling.edge.access.AccessLog;
import dev.starling.edge.catalog.CacheCounts;
import dev.starling.edge.client.CmcdEvents;
import dev.starling.edge.fleet.FleetTotals;
import dev.starling.edge.limits.Shedding;
import dev.starling.edge.record.PolicyKind;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
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
    /** The route of a request that leads nowhere. */
    static final String NO_ROUTE = "none";

    private static final double NANOS_PER_SECOND = 1e9;
    /** The buckets of the latency histogram. */
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ViewerMetrics viewers = new ViewerMetrics(registry);
    private final Counter audioBytes = counter("starling.audio.bytes", "Bytes of audio segments.");

    private final Counter playerEvents = counter("starling.player.events", "CMCD events that players reported.");
    private final Counter malformedEvents = counter("starling.player.events.malformed", "Malformed CMCD events.");

    /** Meters by their labels: to find one in the registry takes longer than to count. */
    private final Map<Labels, Counter> requests = new ConcurrentHashMap<>();

    private final Map<String, Timer> latencies = new ConcurrentHashMap<>();

    /** By name. Meters do not keep what they observe from being collected. */
    private final Map<String, Supplier<CacheCounts>> caches = new ConcurrentHashMap<>();

    private final Map<String, Counter> responseBytes = new ConcurrentHashMap<>();

    Metrics() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean process) {
            FunctionCounter.builder("process.cpu.seconds", process, Metrics::cpuSeconds)
                    .description("Processor seconds of the whole process.")
                    .register(registry);
        }
    }

    private static double cpuSeconds(OperatingSystemMXBean process) {
        return Math.max(0, process.getProcessCpuTime()) / NANOS_PER_SECOND;
    }

    /** What the edge has done so far. */
    FleetTotals totals() {
        SortedMap<String, CacheCounts> counts = new TreeMap<>();
        caches.forEach((name, cache) -> counts.put(name, cache.get()));
        return viewers.totals(
                new FleetTotals.Bytes(viewers.videoBytes(), (long) audioBytes.count()),
                ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean process
                        ? cpuSeconds(process)
                        : 0,
                counts);
    }

    private record Labels(String route, int statusClass) {}

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Shows how many sessions are known. */
    void observe(Sessions sessions) {
        Gauge.builder("starling.sessions", sessions, Sessions::count)
                .description("Sessions that are known.")
                .register(registry);
        Gauge.builder("starling.sessions.active", sessions, Sessions::active)
                .description("Sessions with a request in the last 30 seconds.")
                .register(registry);
    }

    /**
     * Counts what a cache had.
     *
     * @param cache its label
     */
    void observe(String cache, Supplier<CacheCounts> counts) {
        caches.put(cache, counts);
        FunctionCounter.builder("starling.cache.hits", counts, it -> it.get().hits())
                .description("Look-ups that a cache answered.")
                .tag("cache", cache)
                .register(registry);
        FunctionCounter.builder("starling.cache.misses", counts, it -> it.get().misses())
                .description("Look-ups for which something was read or made.")
                .tag("cache", cache)
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

    /** Shows what the access log has written and lost. */
    void observe(AccessLog log) {
        FunctionCounter.builder(
                        "starling.access.log.written", log, it -> it.counts().written())
                .description("Lines of the access log that were written.")
                .register(registry);
        FunctionCounter.builder(
                        "starling.access.log.lost", log, it -> it.counts().lost())
                .description("Lines of the access log that were lost.")
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

    /**
     * Shows which kind of policy decides, and counts the decisions that the static policy makes for the learned one,
     * since the policy was loaded.
     */
    void observe(Supplier<Policy> policy) {
        for (PolicyKind kind : PolicyKind.values()) {
            Gauge.builder("starling.policy", policy, it -> PolicyKind.of(it.get()) == kind ? 1 : 0)
                    .description("1 for the kind of the policy that decides, else 0.")
                    .tag("kind", kind.token())
                    .register(registry);
        }
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
        countStatus(route, Accesses.status(log));
        countBytes(route, log.responseLength());
        Long firstByte = log.responseFirstBytesTransferredTimeNanos();
        if (firstByte != null) {
            countLatency(route, Duration.ofNanos(firstByte - log.requestStartTimeNanos()));
        }
    }

    /** Counts a request that was answered with 200 before it reached a service. */
    void count(String route, long bytes, Duration untilFirstByte) {
        countStatus(route, HttpStatus.OK.code());
        countBytes(route, bytes);
        countLatency(route, untilFirstByte);
    }

    private void countStatus(String route, int status) {
        requests.computeIfAbsent(new Labels(route, status / 100), this::requests)
                .increment();
    }

    private void countBytes(String route, long bytes) {
        responseBytes.computeIfAbsent(route, this::responseBytes).increment((double) bytes);
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

    private Counter responseBytes(String route) {
        return Counter.builder("starling.response.bytes")
                .description("Bytes of the content of responses.")
                .tag(ROUTE, route)
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

    /** What viewers get. */
    ViewerMetrics viewers() {
        return viewers;
    }

    /** The metrics in the format of {@link #CONTENT_TYPE}. */
    String text() {
        return registry.scrape(CONTENT_TYPE);
    }
}
