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
    private static final BlendGroupId GROUP = new BlendGroupId("720p");
    private static final ClusterId CLUSTER = new ClusterId("720p-a");
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
        List<ClipReport.SourceSpan> plan = List.of(new ClipReport.SourceSpan(
                CLUSTER, Optional.empty(), 0, 50, BlendLevel.GOP, Optional.empty(), OptionalLong.empty()));
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
