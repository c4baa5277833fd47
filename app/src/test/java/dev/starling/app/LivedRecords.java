package dev.starling.app;

import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.NetworkReport;
import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.PolicyKind;
import dev.starling.edge.record.Viewer;
import dev.starling.edge.session.PlaybackReport;
import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import dev.starling.telemetry.TelemetryWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/** Telemetry of phones on slow paths, as an edge writes it. */
final class LivedRecords {
    private static final BlendGroupId GROUP = new BlendGroupId("360p");
    private static final double SECONDS = 2;
    private static final List<Long> BYTES = List.of(40_000L, 80_000L, 160_000L, 320_000L);
    private static final List<Double> VMAF = List.of(40.0, 55.0, 70.0, 85.0);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final PlaybackReport UNTOLD = new PlaybackReport(
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            List.of(),
            0);

    private LivedRecords() {}

    static void write(Path file, int viewers, int clips) throws IOException {
        try (TelemetryWriter writer = TelemetryWriter.open(file, MONTH, InstantSource.system())) {
            for (int viewer = 0; viewer < viewers; viewer++) {
                session(writer, viewer, clips);
            }
        }
    }

    /** One clip whose buffer no player has. */
    static void writeLie(Path file) throws IOException {
        try (TelemetryWriter writer = TelemetryWriter.open(file, MONTH, InstantSource.system())) {
            writer.add(record(new Viewer("liar", "of liar"), 0, Instant.now(), new State(6e5, 3e5, 50), 1));
        }
    }

    private record State(double bitsPerSecond, double bufferSeconds, double lastVmaf) {}

    private static void session(TelemetryWriter writer, int number, int clips) {
        Random random = new Random(number);
        Instant now = Instant.now().minus(Duration.ofHours(1));
        double rate = 6e5;
        double buffer = 4;
        int before = 1;
        for (int clip = 0; clip < clips; clip++) {
            int member = rate * SECONDS > BYTES.get(2) * 8 ? 2 : rate * SECONDS > BYTES.get(1) * 8 ? 1 : 0;
            Viewer viewer = new Viewer("s" + number, "a" + number);
            double next = 6e5 * Math.exp(0.5 * random.nextGaussian());
            double sending = BYTES.get(member) * 8 / next;
            now = now.plusMillis((long) (1000 * sending));
            writer.add(record(viewer, clip, now, new State(rate, buffer, VMAF.get(before)), member));
            buffer = Math.max(0, buffer - sending) + SECONDS;
            before = member;
            rate = next;
        }
    }

    private static ClipRecord record(Viewer viewer, int clip, Instant at, State state, int member) {
        Outcome outcome = new Outcome(
                BYTES.get(member), BYTES.get(member) * 8 / SECONDS, new Quality(40, 0.9, VMAF.get(member), 50));
        List<ClipReport.SourceSpan> plan = List.of(new ClipReport.SourceSpan(
                new ClusterId("360p-" + member),
                Optional.empty(),
                0,
                50,
                BlendLevel.GOP,
                Optional.empty(),
                OptionalLong.empty()));
        NetworkState network = new NetworkState(
                Optional.of(
                        new Bandwidth(state.bitsPerSecond(), state.bitsPerSecond(), 0.3, Bandwidth.Knowledge.MEASURED)),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.of(Duration.ofMillis((long) (1000 * state.bufferSeconds()))),
                Optional.empty(),
                OptionalDouble.of(state.lastVmaf()));
        ClipReport report = new ClipReport(
                clip,
                new ClipReport.Requested(clip, clip * SECONDS, SECONDS, 50, "swarm"),
                new ClipReport.Decision(
                        GROUP,
                        640,
                        360,
                        NetworkReport.of(network),
                        IntStream.range(0, BYTES.size())
                                .mapToObj(it -> new ClipReport.Weighed(
                                        new ClusterId("360p-" + it),
                                        GROUP,
                                        BYTES.get(it),
                                        VMAF.get(it),
                                        0,
                                        it == member ? 1 : 0))
                                .toList(),
                        plan,
                        BlendLevel.GOP,
                        OptionalLong.of(BYTES.get(member)),
                        outcome),
                new ClipReport.Progress(
                        ClipReport.State.SENT,
                        plan,
                        List.of(),
                        Optional.of(outcome),
                        OptionalDouble.of(0.5),
                        OptionalDouble.of(0)));
        return new ClipRecord(
                at,
                viewer,
                "phones",
                720,
                CapabilityVector.UNKNOWN.withScreenHeight(1080),
                report,
                new ClipRecord.Timing(OptionalDouble.empty(), OptionalDouble.of(0), 0.001),
                PolicyKind.STATIC,
                Optional.empty(),
                UNTOLD);
    }
}
