package dev.starling.edge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.GeneratedPackage;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.SimulatedPath.Kernel;
import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.ClipSteering.Step;
import dev.starling.swarm.steer.Critic;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ClipSteering} alone on a simulated path: without sink and buffers it decides what it decides in delivery. */
class SteeringWithoutDeliveryTest {
    private static final double TOP_BITS_PER_SECOND = 4_000_000;
    private static final PictureSize SIZE = GeneratedPackage.SIZES.getFirst();
    private static final ClusterId BEST = GeneratedPackage.members(SIZE).getFirst();
    private static final int CLIPS = 4;

    private static final RequantisingWorkers WORKERS = new RequantisingWorkers(1);
    private static final Critic CRITIC = Critic.shortSighted(PolicySettings.DEFAULT);

    @TempDir
    private static Path folder;

    private static PublishedTitle published;

    @BeforeAll
    static void generate() throws IOException {
        new GeneratedPackage(CLIPS, TOP_BITS_PER_SECOND, 3).write(folder, GeneratedPackage.TAILS);
        published = new Catalog(folder).titles().getFirst();
    }

    /** What happened to one clip. */
    private record Sent(List<Step.DownMoved> moves, BlendPlan plan, Instant end) {}

    /** Sends a clip over a path. */
    private interface Sender {
        Sent send(MappedClip clip, BlendPlan plan, PathMonitor monitor, SimulatedPath path, Optional<Instant> deadline)
                throws ChunkSink.ClosedException;
    }

    private static Sent deliver(
            MappedClip clip, BlendPlan plan, PathMonitor monitor, SimulatedPath path, Optional<Instant> deadline)
            throws ChunkSink.ClosedException {
        List<Step.DownMoved> moves = new ArrayList<>();
        ChunkWriter chunks = new ChunkWriter(clip, new byte[0], WORKERS, ByteBufAllocator.DEFAULT);
        ClipSteering steering = new ClipSteering(clip.members(), plan, CRITIC);
        ClipDelivery delivery = new ClipDelivery(steering, chunks, monitor, path, deadline, path);
        BlendPlan delivered = delivery.send(path, new RecordedMoves(moves));
        delivery.drain(path);
        return new Sent(moves, delivered, path.instant());
    }

    private static Sent simulate(
            MappedClip clip, BlendPlan plan, PathMonitor monitor, SimulatedPath path, Optional<Instant> deadline) {
        List<Step.DownMoved> moves = new ArrayList<>();
        ClipMembers members = clip.members();
        ClipSteering steering = new ClipSteering(members, plan, CRITIC);
        PathMonitor.Transfer transfer = monitor.transfer(path, path.tcpInfo());
        for (Optional<Step> step = steering.next(path.instant(), transfer.path(), deadline);
                step.isPresent();
                step = steering.next(path.instant(), transfer.path(), deadline)) {
            switch (step.get()) {
                case Step.DownMoved moved -> moves.add(moved);
                case Step.MovedBack(int accessUnit) -> moves.removeIf(it -> it.accessUnit() == accessUnit);
                case Step.Wait(Duration time) -> look(path, transfer, time);
                case Step.Chunk(int from, int until) -> {
                    long bytes = headerBytes(from, until) + members.bytes(steering.plan(), from, until);
                    Instant start = path.instant();
                    path.send(bytes);
                    transfer.sent(bytes, Duration.between(start, path.instant()), path.tcpInfo());
                }
            }
        }
        path.end();
        while (transfer.path().queue().bytes() > 0) {
            look(path, transfer, ClipSteering.look(transfer.path()));
        }
        transfer.end();
        return new Sent(moves, steering.plan(), path.instant());
    }

    private static void look(SimulatedPath path, PathMonitor.Transfer transfer, Duration time) {
        path.pause(time);
        path.tcpInfo().ifPresent(transfer::look);
    }

    /** The size of a header depends only on the number of samples. */
    private static int headerBytes(int from, int until) {
        ChunkHeader.Sample any = new ChunkHeader.Sample(1, 1, 0, false);
        int segmentType = from == 0 ? ChunkHeader.segmentType().length : 0;
        return segmentType + ChunkHeader.of(1, 0, Collections.nCopies(until - from, any)).length;
    }

    private static Stream<Arguments> paths() {
        DoubleUnaryOperator fast = seconds -> 3 * TOP_BITS_PER_SECOND;
        DoubleUnaryOperator slow = seconds -> TOP_BITS_PER_SECOND / 2;
        DoubleUnaryOperator collapse = seconds -> (seconds < 1 ? 2 : 0.25) * TOP_BITS_PER_SECOND;
        DoubleUnaryOperator wave = seconds -> (0.7 + 0.5 * Math.sin(3 * seconds)) * TOP_BITS_PER_SECOND;
        return Stream.of(Kernel.values())
                .flatMap(kernel -> Stream.of(
                        Arguments.of("fast", fast, kernel, 0),
                        Arguments.of("slow", slow, kernel, 1),
                        Arguments.of("collapsing", collapse, kernel, 1),
                        Arguments.of("varying", wave, kernel, 1)));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("paths")
    void theSamePathAndDeadlinesGiveTheSameMovesAndPlans(
            String name, DoubleUnaryOperator bitsPerSecondAt, Kernel kernel, int minMoves) throws Exception {
        List<Sent> delivered = play(SteeringWithoutDeliveryTest::deliver, new SimulatedPath(bitsPerSecondAt, kernel));
        List<Sent> simulated = play(SteeringWithoutDeliveryTest::simulate, new SimulatedPath(bitsPerSecondAt, kernel));
        assertThat(simulated).isEqualTo(delivered);
        assertThat(delivered.stream().mapToInt(sent -> sent.moves().size()).sum())
                .isGreaterThanOrEqualTo(minMoves);
        if (name.equals("collapsing")) {
            assertThat(delivered)
                    .anyMatch(sent ->
                            sent.moves().stream().anyMatch(moved -> moved.tail().isPresent()));
        }
    }

    /** Plays all clips with 2 s of buffer at the start of each. */
    private static List<Sent> play(Sender sender, SimulatedPath path) throws Exception {
        PathMonitor monitor = new PathMonitor();
        List<Sent> all = new ArrayList<>();
        for (Clip clip : published.title().clips()) {
            MappedClip mapped = MappedClip.open(published, clip, BEST, Levels.ALL, lost -> {});
            BlendPlan plan = BlendPlan.whole(GeneratedPackage.group(SIZE), BEST, clip.frameCount());
            all.add(sender.send(
                    mapped, plan, monitor, path, Optional.of(path.instant().plusSeconds(2))));
            path.drain();
        }
        return all;
    }
}
