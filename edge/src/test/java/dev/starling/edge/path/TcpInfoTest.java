package dev.starling.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.steer.TcpInfo;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TcpInfoTest {
    @Test
    void everyFieldIsReadWhereTheKernelPutsIt() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(TcpInfoStruct.BYTES, 8);
            info.set(ValueLayout.JAVA_INT, 16, 1448);
            info.set(ValueLayout.JAVA_INT, 24, 10);
            info.set(ValueLayout.JAVA_INT, 28, 4);
            info.set(ValueLayout.JAVA_INT, 68, 42_000);
            info.set(ValueLayout.JAVA_INT, 72, 7_000);
            info.set(ValueLayout.JAVA_INT, 76, 40);
            info.set(ValueLayout.JAVA_INT, 80, 39);
            info.set(ValueLayout.JAVA_INT, 100, 3);
            info.set(ValueLayout.JAVA_LONG, 120, 5_000_000_000L);
            info.set(ValueLayout.JAVA_INT, 144, -1);
            info.set(ValueLayout.JAVA_INT, 148, 30_000);
            info.set(ValueLayout.JAVA_INT, 156, 4_000);
            info.set(ValueLayout.JAVA_LONG, 160, 1_250_000);
            info.set(ValueLayout.JAVA_LONG, 168, 9_000_000);
            info.set(ValueLayout.JAVA_LONG, 176, 2_000_000);
            info.set(ValueLayout.JAVA_LONG, 184, 1_000_000);
            assertThat(TcpInfoStruct.read(info, TcpInfoStruct.BYTES))
                    .contains(new TcpInfo(
                            new TcpInfo.RoundTrip(Duration.ofMillis(42), Duration.ofMillis(7), Duration.ofMillis(30)),
                            new TcpInfo.Bytes(6 * 1448, 0xFFFF_FFFFL, 5_000_000_000L + 4 * 1448),
                            new TcpInfo.Busy(Duration.ofSeconds(9), Duration.ofSeconds(2), Duration.ofSeconds(1)),
                            TcpInfo.Phase.SLOW_START,
                            10_000_000,
                            new TcpInfo.Segments(4_000, 3)));
        }
    }

    @Test
    void anOlderKernelTellsNothing() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(TcpInfoStruct.BYTES, 8);
            assertThat(TcpInfoStruct.read(info, TcpInfoStruct.BYTES - 8)).isEmpty();
        }
    }

    @Test
    void whatIsNoSocketTellsNothing() {
        assertThat(TcpInfoReader.read(-1)).isEmpty();
        assertThat(TcpInfoReader.read(0)).isEmpty();
    }

    @Test
    void whatIsNoEpollChannelTellsNothing() {
        assertThat(Connection.of(new EmbeddedChannel()).tcpInfo()).isEmpty();
    }
}
