package dev.starling.telemetry;

import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.NetworkReport;
import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.DeliveryTotals;
import dev.starling.edge.record.PolicyKind;
import dev.starling.edge.record.SessionRecord;
import dev.starling.edge.record.Viewer;
import dev.starling.edge.session.PlaybackReport;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.steer.Reward;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Records as an edge makes them. */
final class Records {
    static final double PATH_BITS_PER_SECOND = 3e6;

    private static final BlendGroupId GROUP = new BlendGroupId("720p");
    private static final ClusterId CLUSTER = new ClusterId("720p-a");
    private static final ClusterId LOWER = new ClusterId("720p-b");
    private static final PlaybackReport PLAYBACK = new PlaybackReport(
            Optional.empty(),
            OptionalDouble.of(0.4),
            OptionalLong.of(1),
            OptionalDouble.of(0.7),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            List.of("3016"),
            4);

    private Records() {}

    static ClipRecord clip(String session, int index, Instant at) {
        return clip(session, index, at, PolicyKind.STATIC);
    }

    static ClipRecord clip(String session, int index, Instant at, PolicyKind policy) {
        Outcome outcome = new Outcome(500_000, 2e6, new Quality(40, 0.98, 91.5, 90));
        List<ClipReport.SourceSpan> plan = List.of(span(CLUSTER, 0, 50));
        ClipReport report = new ClipReport(
                index,
                new ClipReport.Requested(index, index * 2.0, 2, 50, "swarm"),
                new ClipReport.Decision(
                        GROUP,
                        1280,
                        720,
                        NetworkReport.of(NetworkState.UNKNOWN),
                        List.of(new ClipReport.Weighed(CLUSTER, GROUP, 500_000, 91.5, 77, 1)),
                        plan,
                        BlendLevel.GOP,
                        OptionalLong.of(500_000),
                        outcome),
                new ClipReport.Progress(
                        ClipReport.State.SENT,
                        plan,
                        List.of(),
                        Optional.of(outcome),
                        OptionalDouble.of(0.25),
                        OptionalDouble.of(0)));
        return new ClipRecord(
                at,
                new Viewer(session, "a0"),
                "t'; DROP TABLE clips; --",
                1080,
                CapabilityVector.UNKNOWN.withScreenHeight(720),
                report,
                new ClipRecord.Timing(OptionalDouble.empty(), OptionalDouble.of(0), 0.001),
                policy,
                Optional.of(new Reward(77, -1, 0, 0)),
                PLAYBACK);
    }

    /** A clip of which a lower member supplies the second half, planned with a path and a buffer. */
    static ClipRecord lowered(String session, int index, Instant at, double bufferSeconds) {
        ClipRecord clip = clip(session, index, at);
        List<ClipReport.SourceSpan> delivered = List.of(span(CLUSTER, 0, 25), span(LOWER, 25, 50));
        ClipReport.Decision planned = clip.report().decision();
        ClipReport.Progress sent = clip.report().progress();
        return with(
                clip,
                new ClipReport(
                        index,
                        clip.report().requested(),
                        new ClipReport.Decision(
                                planned.group(),
                                planned.width(),
                                planned.height(),
                                new NetworkReport(
                                        OptionalDouble.of(PATH_BITS_PER_SECOND),
                                        Optional.empty(),
                                        new NetworkReport.RoundTrip(OptionalDouble.empty(), OptionalDouble.empty()),
                                        OptionalDouble.empty(),
                                        new NetworkReport.Buffer(
                                                OptionalDouble.of(bufferSeconds), OptionalDouble.empty()),
                                        OptionalDouble.empty()),
                                planned.clusters(),
                                planned.plan(),
                                planned.level(),
                                planned.budgetBytes(),
                                planned.predicted()),
                        new ClipReport.Progress(
                                sent.state(),
                                delivered,
                                sent.downMoves(),
                                sent.actual(),
                                sent.sendSeconds(),
                                sent.requantisingSeconds())),
                clip.reward());
    }

    /** A clip that the player broke off. */
    static ClipRecord aborted(String session, int index, Instant at) {
        ClipRecord clip = clip(session, index, at);
        ClipReport.Progress sent = clip.report().progress();
        return with(
                clip,
                new ClipReport(
                        index,
                        clip.report().requested(),
                        clip.report().decision(),
                        new ClipReport.Progress(
                                ClipReport.State.ABORTED,
                                sent.delivered(),
                                List.of(),
                                Optional.empty(),
                                sent.sendSeconds(),
                                OptionalDouble.empty())),
                Optional.empty());
    }

    private static ClipReport.SourceSpan span(ClusterId member, int from, int until) {
        return new ClipReport.SourceSpan(
                member, Optional.empty(), from, until, BlendLevel.GOP, Optional.empty(), OptionalLong.empty());
    }

    private static ClipRecord with(ClipRecord clip, ClipReport report, Optional<Reward> reward) {
        return new ClipRecord(
                clip.at(),
                clip.viewer(),
                clip.title(),
                clip.titleLines(),
                clip.device(),
                report,
                clip.timing(),
                clip.policy(),
                reward,
                clip.playback());
    }

    static SessionRecord session(String session, int clips, Instant at) {
        return new SessionRecord(
                new Viewer(session, "a0"),
                Instant.EPOCH,
                at,
                Optional.of("t"),
                Optional.empty(),
                new DeliveryTotals(clips, 0, clips * 500_000L, clips * 2.0, clips * 183.0, 0, clips * 76.0),
                PLAYBACK,
                CapabilityVector.UNKNOWN);
    }
}
