package dev.starling.edge.path;

import dev.starling.swarm.steer.TcpInfo;
import dev.starling.swarm.steer.TcpInfo.Busy;
import dev.starling.swarm.steer.TcpInfo.Bytes;
import dev.starling.swarm.steer.TcpInfo.Phase;
import dev.starling.swarm.steer.TcpInfo.RoundTrip;
import dev.starling.swarm.steer.TcpInfo.Segments;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Optional;

/**
 * The layout of {@code struct tcp_info} in {@code <linux/tcp.h>}. New kernels append fields; a structure that lacks a
 * needed field is not read.
 */
final class TcpInfoStruct {
    /** The size of the part that is read: up to and including {@code tcpi_sndbuf_limited}. */
    static final int BYTES = 192;

    // spotless:off
    private static final long SND_MSS = 16;
    private static final long UNACKED = 24;
    private static final long SACKED = 28;
    private static final long RTT = 68;
    private static final long RTTVAR = 72;
    private static final long SND_SSTHRESH = 76;
    private static final long SND_CWND = 80;
    private static final long TOTAL_RETRANS = 100;
    private static final long BYTES_ACKED = 120;
    private static final long NOTSENT_BYTES = 144;
    private static final long MIN_RTT = 148;
    private static final long DATA_SEGS_OUT = 156;
    private static final long DELIVERY_RATE = 160;
    private static final long BUSY_TIME = 168;
    private static final long RWND_LIMITED = 176;
    private static final long SNDBUF_LIMITED = 184;
    // spotless:on

    private TcpInfoStruct() {}

    /**
     * Reads the structure.
     *
     * @param length the number of bytes that the kernel has filled
     * @return empty if the kernel is older than 4.10 and lacks needed fields
     */
    static Optional<TcpInfo> read(MemorySegment info, int length) {
        if (length < BYTES) {
            return Optional.empty();
        }
        long sacked = u32(info, SACKED) * u32(info, SND_MSS);
        long unacked = u32(info, UNACKED) * u32(info, SND_MSS);
        return Optional.of(new TcpInfo(
                new RoundTrip(micros(u32(info, RTT)), micros(u32(info, RTTVAR)), leastRoundTrip(info)),
                new Bytes(unacked - sacked, u32(info, NOTSENT_BYTES), u64(info, BYTES_ACKED) + sacked),
                new Busy(
                        micros(u64(info, BUSY_TIME)),
                        micros(u64(info, RWND_LIMITED)),
                        micros(u64(info, SNDBUF_LIMITED))),
                u32(info, SND_CWND) < u32(info, SND_SSTHRESH) ? Phase.SLOW_START : Phase.AVOIDANCE,
                u64(info, DELIVERY_RATE) * 8.0,
                new Segments(u32(info, DATA_SEGS_OUT), u32(info, TOTAL_RETRANS))));
    }

    /** Before the first measurement the kernel has its largest number here. */
    private static Duration leastRoundTrip(MemorySegment info) {
        return micros(Math.min(u32(info, MIN_RTT), u32(info, RTT)));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1000);
    }

    private static long u32(MemorySegment info, long offset) {
        return Integer.toUnsignedLong(info.get(ValueLayout.JAVA_INT_UNALIGNED, offset));
    }

    private static long u64(MemorySegment info, long offset) {
        return info.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    }
}
