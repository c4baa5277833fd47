package dev.starling.edge.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.delivery.ChunkSink;
import dev.starling.edge.path.Connection;
import dev.starling.swarm.steer.TcpInfo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A response whose thread and clock the test drives. */
class ShapedResponseTest {
    private static final int BYTES = 5_000;
    /** How far the clock goes at each look while the path carries bytes. */
    private static final long TICK_MILLIS = 2;

    private final AtomicLong millis = new AtomicLong(1_000_000);
    private long tick;
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private int arrived;
    private boolean ended;
    /** So much later the thread goes on after its first bytes. */
    private long lateMillis;
    /** Runs while the first bytes go to the real connection. */
    private Runnable inWrite = () -> {};

    private final List<TcpInfo> seenInWrite = new ArrayList<>();

    private final ChunkSink sink = new ChunkSink() {
        @Override
        public void write(ByteBuf chunk) {
            Runnable during = inWrite;
            inWrite = () -> {};
            during.run();
            arrived += chunk.readableBytes();
            chunk.release();
            millis.addAndGet(lateMillis);
            lateMillis = 0;
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void pause(Duration time) {
            millis.addAndGet(time.toMillis());
        }
    };

    /** A real connection on which everything is acknowledged at once. */
    private final Connection connection = () -> Optional.of(new TcpInfo(
            new TcpInfo.RoundTrip(Duration.ZERO, Duration.ZERO, Duration.ZERO),
            new TcpInfo.Bytes(0, 0, arrived),
            TcpInfo.Busy.of(Duration.ZERO),
            TcpInfo.Phase.SLOW_START,
            0,
            new TcpInfo.Segments(1, 0)));

    private Instant now() {
        return Instant.ofEpochMilli(millis.addAndGet(tick));
    }

    private ShapedResponse response() {
        ShapedPath path = new ShapedPath();
        path.shape(
                new PathShape(
                        Optional.empty(),
                        OptionalDouble.of(1e6),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()),
                now());
        return new ShapedResponse(path, sink, connection, this::now, threads::add);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void theLinkIsNotIdleWhileAThreadOfOursIsLate() throws Exception {
        ShapedResponse response = response();
        response.write(Unpooled.wrappedBuffer(new byte[3 * BYTES]));
        response.end();
        long begun = millis.get();
        tick = TICK_MILLIS;
        lateMillis = 100;
        threads.remove().run();
        assertThat(arrived).isEqualTo(3 * BYTES);
        assertThat(millis.get() - begun).isBetween(120L, 140L);
        assertThat(response.tcpInfo().orElseThrow().busy().total())
                .isCloseTo(Duration.ofMillis(120), Duration.ofNanos(1000));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void timeThatBytesWaitForAThreadOfOursIsNotThePaths() throws Exception {
        ShapedResponse response = response();
        response.write(Unpooled.wrappedBuffer(new byte[BYTES]));
        response.end();
        millis.addAndGet(20);
        TcpInfo half = response.tcpInfo().orElseThrow();
        assertThat(half.busy().total()).isEqualTo(Duration.ofMillis(20));
        assertThat(half.bytes().queued()).isBetween(BYTES / 4L, BYTES * 3L / 4);
        assertThat(half.bytes().acked()).isEqualTo(BYTES - half.bytes().queued());
        millis.addAndGet(680);
        TcpInfo carried = response.tcpInfo().orElseThrow();
        assertThat(carried.busy().total()).isEqualTo(Duration.ofMillis(40));
        assertThat(carried.bytes()).isEqualTo(new TcpInfo.Bytes(0, 0, BYTES));

        threads.remove().run();
        assertThat(arrived).isEqualTo(BYTES);
        assertThat(ended).isTrue();
        millis.addAndGet(700);
        assertThat(response.tcpInfo().orElseThrow().bytes()).isEqualTo(carried.bytes());
        assertThat(response.tcpInfo().orElseThrow().busy()).isEqualTo(carried.busy());
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void theTimeBetweenChunksIsNotThePaths() throws Exception {
        ShapedResponse response = response();
        response.write(Unpooled.wrappedBuffer(new byte[BYTES]));
        millis.addAndGet(500);
        response.write(Unpooled.wrappedBuffer(new byte[BYTES]));
        millis.addAndGet(500);
        assertThat(response.tcpInfo().orElseThrow().busy().total())
                .isCloseTo(Duration.ofMillis(80), Duration.ofNanos(1000));
        assertThat(response.tcpInfo().orElseThrow().bytes().acked()).isEqualTo(2 * BYTES);
    }

    /** What a slow client has not taken is not acknowledged because the artificial path has carried it. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void theRealConnectionMayBeTheSlowerOne() throws Exception {
        ShapedResponse response = response();
        response.write(Unpooled.wrappedBuffer(new byte[3 * BYTES]));
        response.end();
        tick = TICK_MILLIS;
        inWrite = () -> {
            millis.addAndGet(500);
            seenInWrite.add(response.tcpInfo().orElseThrow());
        };
        threads.remove().run();
        assertThat(seenInWrite.getFirst().bytes().acked()).isZero();
        assertThat(seenInWrite.getFirst().bytes().queued()).isEqualTo(3 * BYTES);
    }
}
