package dev.starling.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.fleet.FleetHistory;
import dev.starling.edge.fleet.FleetSample;
import dev.starling.edge.record.PolicyKind;
import dev.starling.edge.record.RecordedHistory;
import dev.starling.swarm.steer.Policy;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What operators see on the dashboard beside the sessions: figures over time, what was recorded, and evolution. */
final class Dashboard {
    private static final int DEFAULT_SESSIONS = 200;
    private static final int MAX_SESSIONS = 1_000;
    private static final int DEFAULT_DAYS = 30;
    private static final int MAX_DAYS = 3_650;

    private final AdminGate gate;
    private final FleetHistory fleet;
    private final Supplier<Policy> policy;
    private final Optional<RecordedHistory> recorded;
    private final Optional<EvolutionFile> evolution;
    private final ErrorLog errors;
    private final InstantSource clock;
    private final String startedAt;

    Dashboard(AdminGate gate, FleetHistory fleet, EdgeSettings settings, ErrorLog errors, InstantSource clock) {
        this.gate = gate;
        this.fleet = fleet;
        this.policy = settings.policy();
        this.recorded = settings.telemetry().history();
        this.evolution = settings.operations().evolution();
        this.errors = errors;
        this.clock = clock;
        this.startedAt = clock.instant().toString();
    }

    /**
     * The figures of all viewers, in the JSON form of the API.
     *
     * @param startedAt when the edge started: the numbers of samples begin again at each start
     * @param policy what decides now
     * @param samples the earliest first
     */
    record Fleet(String startedAt, double intervalSeconds, PolicyKind policy, List<FleetSample> samples) {}

    /** The sessions of the records, in the JSON form of the API; empty if the edge records nothing. */
    record PastSessions(Optional<List<RecordedHistory.PastSession>> sessions) {}

    /** How a session of the records went, in the JSON form of the API; empty if the edge records nothing. */
    record PastCourse(Optional<List<RecordedHistory.PastSpan>> spans) {}

    /** A clip of the records, in the JSON form of the API; empty if the edge records nothing. */
    record PastClip(Optional<JsonNode> clip) {}

    /** The rewards of the records, in the JSON form of the API; empty if the edge records nothing. */
    record PastRewards(Optional<List<RecordedHistory.DayOfRewards>> days) {}

    /**
     * The profiles that are bred, in the JSON form of the API.
     *
     * @param profiles empty if no file is named, or it is not there yet
     * @param awaited the file that is named and not there yet
     */
    record Evolution(Optional<EvolutionReport> profiles, Optional<String> awaited) {}

    /** The samples of the last hour, or those after one. */
    HttpResponse fleet(ServiceRequestContext context, RequestHeaders request) throws IOException {
        return gate.guard(request, () -> {
            List<FleetSample> samples = fleet.after(AdminGate.number(context, "after", 0));
            return ContentCodings.json(
                    request,
                    new Fleet(startedAt, FleetHistory.INTERVAL.toMillis() / 1e3, PolicyKind.of(policy.get()), samples));
        });
    }

    /** The sessions of the records. */
    HttpResponse sessions(ServiceRequestContext context, RequestHeaders request) throws IOException {
        return gate.guard(request, () -> {
            int max = AdminGate.limit(context, DEFAULT_SESSIONS, MAX_SESSIONS);
            return read(request, records -> records.sessions(max), PastSessions::new);
        });
    }

    /**
     * How a session of the records went.
     *
     * @param session its name in the records
     */
    HttpResponse session(String session, RequestHeaders request) throws IOException {
        return gate.guard(request, () -> read(request, records -> records.course(session), PastCourse::new));
    }

    /**
     * A clip of a session of the records.
     *
     * @param number its place in the session, from 0
     */
    HttpResponse clip(String session, int number, RequestHeaders request) throws IOException {
        return gate.guard(
                request,
                () -> read(
                        request,
                        records -> records.clip(session, number)
                                .orElseThrow(
                                        () -> new RequestException(HttpStatus.NOT_FOUND, "No such clip is recorded.")),
                        PastClip::new));
    }

    /** What the clips of the last days were worth, by kind of policy. */
    HttpResponse rewards(ServiceRequestContext context, RequestHeaders request) throws IOException {
        return gate.guard(request, () -> {
            long days = AdminGate.number(context, "days", DEFAULT_DAYS);
            if (days < 1 || days > MAX_DAYS) {
                throw new RequestException(HttpStatus.BAD_REQUEST, "days must be 1 to " + MAX_DAYS + ".");
            }
            return read(
                    request,
                    records -> records.rewards(clock.instant().minus(Duration.ofDays(days))),
                    PastRewards::new);
        });
    }

    /** The generations of the profiles. */
    HttpResponse evolution(RequestHeaders request) throws IOException {
        return gate.guard(request, () -> {
            Optional<EvolutionReport> report = evolution.flatMap(EvolutionFile::report);
            Optional<String> awaited =
                    evolution.filter(_ -> report.isEmpty()).map(it -> it.path().toString());
            return Answers.json(HttpStatus.OK, new Evolution(report, awaited));
        });
    }

    /** What is read of the records. */
    private interface Question<T> {
        T ask(RecordedHistory records) throws IOException;
    }

    /**
     * Answers with what is read of the records.
     *
     * @param form makes the JSON form of it; it gets nothing if the edge records nothing
     */
    private <T> HttpResponse read(RequestHeaders request, Question<T> question, Function<Optional<T>, Object> form) {
        try {
            Optional<T> known = recorded.isEmpty() ? Optional.empty() : Optional.of(question.ask(recorded.get()));
            return ContentCodings.json(request, form.apply(known));
        } catch (IOException e) {
            errors.warn("the telemetry cannot be read", e);
            return Answers.unavailable("The telemetry cannot be read now; see the server log.");
        }
    }
}
