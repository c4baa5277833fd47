package dev.starling.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.client.Cmcd;
import dev.starling.edge.client.Cmsd;
import dev.starling.edge.client.ObjectType;
import dev.starling.edge.delivery.Blending;
import dev.starling.edge.delivery.ChunkSink;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.ClipRequest;
import dev.starling.edge.delivery.NamedSegments;
import dev.starling.edge.delivery.PreparedClip;
import dev.starling.edge.delivery.WholeDelivery;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.path.Connection;
import dev.starling.edge.session.Delivery;
import dev.starling.edge.session.Mixing;
import dev.starling.edge.session.Session;
import dev.starling.edge.shaping.ShapedResponse;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.PlanName;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.title.Clip;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Plans the clips of sessions and sends them. */
final class ClipService {
    private final Supplier<Policy> policy;
    private final PathLab pathLab;
    private final Blending blending;
    private final Metrics metrics;
    private final Recorder recorder;
    private final ErrorLog errors;
    private final LeftOut leftOut;
    private final InstantSource clock;
    private final Executor executor;

    ClipService(
            EdgeSettings settings,
            Blending blending,
            Metrics metrics,
            Recorder recorder,
            ErrorLog errors,
            InstantSource clock,
            Executor executor) {
        this.policy = settings.policy();
        this.pathLab = settings.pathLab();
        this.blending = blending;
        this.metrics = metrics;
        this.recorder = recorder;
        this.errors = errors;
        this.leftOut = new LeftOut(metrics, errors);
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * A recorded request for a clip, and what was known when it came.
     *
     * @param told its CMCD
     */
    record Asked(ClipRequest request, Session session, Cmcd told, Instant at, NetworkState network, Policy policy) {
        PublishedTitle published() {
            return request.published();
        }

        int clip() {
            return request.clip().index();
        }

        /** The same request where its title was replaced before it was answered: for the clip of what is there now. */
        Asked of(PublishedTitle now, Rendition.Video rendition) {
            Clip clip = now.title().clips().get(clip());
            return new Asked(
                    new ClipRequest(now, clip, rendition, request.number()), session, told, at, network, policy);
        }
    }

    /** Records a session's request for a clip. What the request tells of the client is recorded before. */
    Asked ask(PublishedTitle published, int index, Rendition.Video rendition, Session session, Cmcd told) {
        Instant now = clock.instant();
        Clip clip = published.title().clips().get(index);
        ClipRequest request = new ClipRequest(published, clip, rendition, session.request(index, now));
        return new Asked(request, session, told, now, session.network(now), policy.get());
    }

    /** Plans a clip, waits for its files, and answers. */
    HttpResponse answer(Asked asked, ServiceRequestContext context, HttpMethod method) throws IOException {
        PreparedClip prepared = PreparedClip.plan(
                asked.request(),
                asked.policy(),
                asked.session().client(),
                asked.network(),
                blending(asked.session()),
                lost -> leftOut.count(asked.published(), asked.clip(), lost));
        Recorder.Sending delivery = sending(asked, Optional.empty());
        if (asked.session().delivery() == Delivery.REDIRECTED) {
            if (method != HttpMethod.HEAD) {
                reports(asked, delivery).accept(prepared.asPlanned());
            }
            return redirect(asked.published(), asked.clip(), prepared.plan(), context);
        }
        Duration delay =
                Duration.ofNanos(System.nanoTime() - context.log().partial().requestStartTimeNanos());
        ResponseHeadersBuilder head = ResponseHeaders.builder(HttpStatus.OK);
        headers(asked, prepared, delay).forEach(it -> head.set(it.getKey(), it.getValue()));
        ResponseHeaders headers = head.build();
        if (method == HttpMethod.HEAD) {
            return Answers.headOfStream(headers);
        }
        Optional<Instant> deadline = deadline(asked);
        Consumer<ClipReport> reports = reports(asked, sending(asked, deadline));
        HttpResponseWriter response = HttpResponse.streaming();
        response.write(headers);
        Carrier carrier = carrier(asked.session(), new ResponseSink(response), Connection.of(context));
        executor.execute(() -> {
            try {
                prepared.send(
                        carrier.sink(),
                        carrier.connection(),
                        asked.session().path(),
                        movesDownFor(asked, deadline),
                        context.alloc(),
                        clock,
                        reports);
            } catch (RuntimeException e) {
                errors.error("Clip " + asked.clip() + " of " + asked.published().id(), e);
                response.close(e);
            }
        });
        return response;
    }

    /**
     * A clip that is sent in one piece.
     *
     * @param reports receives its reports
     */
    record Whole(List<Map.Entry<CharSequence, String>> headers, WholeDelivery delivery, Consumer<ClipReport> reports) {}

    /**
     * Plans a clip and makes it, if nothing must be waited for and the path carries it before anything could be decided
     * again.
     *
     * @param path its connection when the request came
     * @param delay since the request began
     */
    Optional<Whole> whole(Asked asked, Connection.Looked path, Duration delay) {
        Optional<PreparedClip> prepared = PreparedClip.planMapped(
                asked.request(), asked.policy(), asked.session().client(), asked.network(), blending(asked.session()));
        if (prepared.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> deadline = deadline(asked);
        Consumer<ClipReport> reports = reports(asked, sending(asked, deadline));
        return prepared.get()
                .whole(path, asked.session().path(), movesDownFor(asked, deadline), clock)
                .map(delivery -> new Whole(headers(asked, prepared.get(), delay), delivery, reports));
    }

    private static Optional<Instant> deadline(Asked asked) {
        return asked.session().deadline(asked.told(), asked.at());
    }

    /** Without a deadline there are no down-moves. */
    private static Optional<Instant> movesDownFor(Asked asked, Optional<Instant> deadline) {
        return deadline.filter(_ -> asked.session().mixing() == Mixing.BLENDED);
    }

    private Recorder.Sending sending(Asked asked, Optional<Instant> deadline) {
        Duration planning = Duration.between(asked.at(), clock.instant());
        return new Recorder.Sending(asked.published(), asked.at(), deadline, planning, asked.policy());
    }

    private Consumer<ClipReport> reports(Asked asked, Recorder.Sending delivery) {
        Session session = asked.session();
        return report -> {
            session.report(report, clock.instant());
            recorder.record(session, delivery, report).ifPresent(metrics.viewers()::count);
            metrics.viewers().count(report);
            metrics.viewers().count(session.newExperience());
        };
    }

    /** Pairs, because a clip in one piece is sent without Armeria. */
    private static List<Map.Entry<CharSequence, String>> headers(Asked asked, PreparedClip prepared, Duration delay) {
        NetworkState network = asked.network();
        String data = Cmsd.segmentData(
                ObjectType.VIDEO,
                prepared.report().decision().predicted().bitsPerSecond(),
                Duration.ofNanos((long) (asked.request().clip().seconds() * 1e9)),
                MediaService.nextOf(asked.published(), asked.clip()));
        return List.of(
                Map.entry(HttpHeaderNames.CONTENT_TYPE, MediaService.VIDEO_TYPE),
                Map.entry(HttpHeaderNames.CACHE_CONTROL, Answers.NO_STORE),
                // The bytes are decided while they are sent, so no range of them can be served.
                Map.entry(HttpHeaderNames.ACCEPT_RANGES, "none"),
                Map.entry(Cmsd.STATIC, data),
                Map.entry(Cmsd.DYNAMIC, Cmsd.dynamicData(network.bitsPerSecond(), delay, network.roundTrip())));
    }

    private Blending blending(Session session) {
        return switch (session.mixing()) {
            case BLENDED -> blending;
            case WHOLE -> blending.whole();
        };
    }

    private static HttpResponse redirect(
            PublishedTitle published, int clip, BlendPlan plan, ServiceRequestContext context) {
        NamedSegments.Name name = new NamedSegments.Name(published.edition(), plan.group(), clip, PlanName.of(plan));
        Route to = new Route.Plan(published.id(), name);
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.TEMPORARY_REDIRECT)
                .set(HttpHeaderNames.CACHE_CONTROL, Answers.NO_STORE)
                .set(HttpHeaderNames.LOCATION, RelativeLinks.between(context.path(), to.path()))
                .build());
    }

    /** What carries a clip. */
    private record Carrier(ChunkSink sink, Connection connection) {}

    private Carrier carrier(Session session, ChunkSink sink, Connection connection) {
        return switch (pathLab) {
            case OFF -> new Carrier(sink, connection);
            case ON -> {
                ShapedResponse shaped = new ShapedResponse(session.shaped(), sink, connection, clock, executor);
                yield new Carrier(shaped, shaped);
            }
        };
    }
}
