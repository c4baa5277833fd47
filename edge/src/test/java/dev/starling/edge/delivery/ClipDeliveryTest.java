package dev.starling.edge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.GeneratedPackage;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.SimulatedPath.Kernel;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.ClipSteering.Step.DownMoved;
import dev.starling.swarm.steer.Critic;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Title;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClipDeliveryTest {
    private static final double TOP_BITS_PER_SECOND = 4_000_000;
    private static final PictureSize SIZE = GeneratedPackage.SIZES.getFirst();
    private static final BlendGroupId GROUP = GeneratedPackage.group(SIZE);
    private static final List<ClusterId> MEMBERS = GeneratedPackage.members(SIZE);
    /** So long that neither a stall nor a thin buffer is near. */
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private static final Critic CRITIC = Critic.shortSighted(PolicySettings.DEFAULT);

    private static final RequantisingWorkers WORKERS = new RequantisingWorkers(1);

    @TempDir
    private static Path folder;

    private static PublishedTitle published;

    private PathMonitor monitor = new PathMonitor();
    private final List<DownMoved> moves = new ArrayList<>();
    private int chunksReceived;

    @BeforeAll
    static void generate() throws IOException {
        new GeneratedPackage(1, TOP_BITS_PER_SECOND, 3).write(folder);
        published = new Catalog(folder).titles().getFirst();
    }

    /** Sends a clip; the plan is the whole best member. */
    private BlendPlan send(SimulatedPath path, Optional<Duration> buffer) throws Exception {
        Clip clip = published.title().clips().getFirst();
        MappedClip mapped = MappedClip.open(published, clip, MEMBERS.getFirst(), Levels.ALL, lost -> {});
        ChunkWriter chunks = new ChunkWriter(mapped, new byte[0], WORKERS, ByteBufAllocator.DEFAULT);
        BlendPlan plan = BlendPlan.whole(GROUP, MEMBERS.getFirst(), clip.frameCount());
        ClipDelivery delivery = new ClipDelivery(
                new ClipSteering(mapped.members(), plan, CRITIC),
                chunks,
                monitor,
                path,
                buffer.map(path.instant()::plus),
                path);
        BlendPlan delivered = delivery.send(path, new RecordedMoves(moves));
        delivery.drain(path);
        assertThat(path.tcpInfo().map(it -> it.bytes().queued()).orElse(0L))
                .as("measured to the last byte")
                .isZero();
        Fragments received = Fragments.read(path.take());
        assertThat(received.samples()).hasSize(clip.frameCount());
        chunksReceived = received.chunks();
        return delivered;
    }

    private static DoubleUnaryOperator steady(double bitsPerSecond) {
        return seconds -> bitsPerSecond;
    }

    /** Sends a clip while the path is still fast. */
    private void warmUp(SimulatedPath path) throws Exception {
        send(path, Optional.empty());
        assertThat(moves).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void onAFastPathThePlanStands(Kernel kernel) throws Exception {
        SimulatedPath path = new SimulatedPath(steady(3 * TOP_BITS_PER_SECOND), kernel);
        BlendPlan delivered = send(path, Optional.of(Duration.ofSeconds(4)));
        assertThat(delivered.spans()).hasSize(1);
        assertThat(moves).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whenThePathCollapsesTheRestComesFromALowerMember(Kernel kernel) throws Exception {
        SimulatedPath path =
                new SimulatedPath(seconds -> seconds < 1.0 ? 2 * TOP_BITS_PER_SECOND : TOP_BITS_PER_SECOND / 4, kernel);
        warmUp(path);
        double start = path.seconds();
        BlendPlan delivered = send(path, Optional.of(Duration.ofSeconds(2)));
        assertThat(start).as("the clip before was sent before the collapse").isBetween(0.9, 1.1);
        assertThat(moves).isNotEmpty();
        assertThat(delivered.spans().getLast().member()).isEqualTo(MEMBERS.getLast());
        assertThat(delivered.spans().stream().map(span -> MEMBERS.indexOf(span.member())))
                .as("down only")
                .isSorted();
        assertThat(moves).allSatisfy(moved -> {
            assertThat(moved.path().bitsPerSecond().getAsDouble()).isLessThan(TOP_BITS_PER_SECOND);
            assertThat(moved.left()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        });
    }

    @Test
    void whenThePathCollapsesADownMoveSavesTime() throws Exception {
        DoubleUnaryOperator collapse = seconds -> seconds < 1.0 ? 2 * TOP_BITS_PER_SECOND : TOP_BITS_PER_SECOND / 4;
        SimulatedPath stubborn = new SimulatedPath(collapse, Kernel.WITH_TCP_INFO);
        warmUp(stubborn);
        send(stubborn, Optional.empty());
        SimulatedPath blended = new SimulatedPath(collapse, Kernel.WITH_TCP_INFO);
        warmUp(blended);
        send(blended, Optional.of(Duration.ofSeconds(2)));
        assertThat(blended.seconds()).isLessThan(0.75 * stubborn.seconds());
    }

    @Test
    void aClipIsMeasuredToItsLastByteIfNothingIsAcknowledgedWhileItsResponseEnds() throws Exception {
        SimulatedPath[] path = new SimulatedPath[1];
        path[0] = new SimulatedPath(
                seconds -> Math.abs(path[0].secondsSinceEnd() - 0.04) < 0.04 ? 0 : TOP_BITS_PER_SECOND,
                Kernel.WITH_TCP_INFO);
        send(path[0], Optional.empty());
        assertThat(path[0].secondsSinceEnd()).isGreaterThan(0.08);
    }

    @Test
    void withAnAmpleBufferASlowPathIsNoReasonToGoDown() throws Exception {
        SimulatedPath path = new SimulatedPath(steady(TOP_BITS_PER_SECOND / 2), Kernel.WITH_TCP_INFO);
        send(path, Optional.of(AMPLE));
        assertThat(moves).isEmpty();
    }

    @Test
    void withoutADeadlineThePlanStands() throws Exception {
        SimulatedPath path = new SimulatedPath(steady(TOP_BITS_PER_SECOND / 10), Kernel.WITH_TCP_INFO);
        send(path, Optional.empty());
        assertThat(moves).isEmpty();
    }

    @Test
    void aChunkHoldsNoMoreThanThePathCarriesInAMoment() throws Exception {
        send(new SimulatedPath(steady(TOP_BITS_PER_SECOND / 4), Kernel.WITH_TCP_INFO), Optional.empty());
        int slowChunks = chunksReceived;
        monitor = new PathMonitor();
        send(new SimulatedPath(steady(100 * TOP_BITS_PER_SECOND), Kernel.WITH_TCP_INFO), Optional.empty());
        int fastChunks = chunksReceived;
        int halfSeconds = (int) (2 * published.title().durationTicks() / Title.TIMESCALE);
        assertThat(slowChunks).isGreaterThan(4 * halfSeconds);
        assertThat(fastChunks).isBetween(halfSeconds, 3 * halfSeconds);
    }
}
