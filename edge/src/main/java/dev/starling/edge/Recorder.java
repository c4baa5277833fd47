package dev.starling.edge;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.PolicyKind;
import dev.starling.edge.record.Pseudonyms;
import dev.starling.edge.record.Telemetry;
import dev.starling.edge.record.Viewer;
import dev.starling.edge.session.Delivery;
import dev.starling.edge.session.Session;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.Reward;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** Makes the records of clips and sessions. */
final class Recorder {
    private final Telemetry telemetry;
    private final Pseudonyms pseudonyms;
    private final InstantSource clock;

    /** @param random must not be predictable */
    Recorder(Telemetry telemetry, InstantSource clock, RandomGenerator random) {
        this.telemetry = telemetry;
        this.pseudonyms = new Pseudonyms(clock, random);
        this.clock = clock;
    }

    /**
     * What is recorded of a delivery beside its report.
     *
     * @param title the title
     * @param requested when the clip was requested
     * @param deadline when the viewer will have played the whole buffer, if known
     * @param planning wall time of planning
     * @param policy what it was planned with
     */
    record Sending(
            PublishedTitle title, Instant requested, Optional<Instant> deadline, Duration planning, Policy policy) {}

    /**
     * Records a clip when its delivery has ended.
     *
     * @return its reward; empty if it was not sent whole
     */
    Optional<Reward> record(Session session, Sending delivery, ClipReport report) {
        if (report.progress().state() == ClipReport.State.SENDING) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        OptionalDouble before = report.decision().network().lastVmaf();
        // The client fetches a redirected segment when and where it likes.
        boolean redirected = session.delivery() == Delivery.REDIRECTED;
        ClipRecord.Timing timing = new ClipRecord.Timing(
                before.isPresent() || redirected
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(seconds(Duration.between(delivery.requested(), now))),
                delivery.deadline()
                        .map(it -> OptionalDouble.of(Math.max(0, seconds(Duration.between(it, now)))))
                        .orElse(OptionalDouble.empty()),
                seconds(delivery.planning()));
        Optional<Reward> reward = report.progress()
                .actual()
                .map(outcome -> Reward.of(
                        delivery.policy().settings(),
                        outcome.quality().vmaf(),
                        before,
                        new Reward.Waited(
                                timing.startUpSeconds(), timing.lateSeconds().orElse(0)),
                        report.progress().delivered().size() - 1));
        session.delivered(report, reward);
        if (!telemetry.keepsRecords()) {
            return reward;
        }
        Viewer viewer = pseudonyms.of(session.id(), session.address());
        telemetry.add(new ClipRecord(
                now,
                viewer,
                delivery.title().id(),
                delivery.title().title().displaySize().shortSide(),
                session.client(),
                report,
                timing,
                PolicyKind.of(delivery.policy()),
                reward,
                session.playback()));
        telemetry.add(session.record(viewer, now));
        return reward;
    }

    /** Records a session of which the player has told something. */
    void record(Session session) {
        if (!telemetry.keepsRecords()) {
            return;
        }
        telemetry.add(session.record(pseudonyms.of(session.id(), session.address()), clock.instant()));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
