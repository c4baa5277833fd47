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

    private final ChunkSink sink = new ChunkSink() {
        @Override
        public void write(ByteBuf chunk) {
            arrived += chunk.readableBytes();
            chunk.release();
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

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void timeThatBytesWaitForAThreadOfOursIsNotThePaths() throws Exception {
        ShapedPath path = new ShapedPath();
        path.shape(
                new PathShape(
                        Optional.empty(),
                        OptionalDouble.of(1e6),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()),
                now());
        ShapedResponse response = new ShapedResponse(path, sink, connection, this::now, threads::add);
        response.write(Unpooled.wrappedBuffer(new byte[BYTES]));
        response.end();
        millis.addAndGet(700);
        TcpInfo waiting = response.tcpInfo().orElseThrow();
        assertThat(waiting.busy().total()).isZero();
        assertThat(waiting.bytes().queued()).isEqualTo(BYTES);

        tick = TICK_MILLIS;
        threads.remove().run();
        tick = 0;
        assertThat(arrived).isEqualTo(BYTES);
        assertThat(ended).isTrue();
        TcpInfo carried = response.tcpInfo().orElseThrow();
        assertThat(carried.bytes().queued()).isZero();
        assertThat(carried.busy().total()).isBetween(Duration.ofMillis(40), Duration.ofMillis(80));
        millis.addAndGet(700);
        assertThat(response.tcpInfo().orElseThrow().busy()).isEqualTo(carried.busy());
    }
}
