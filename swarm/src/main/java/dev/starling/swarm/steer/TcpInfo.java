package dev.starling.swarm.steer;

import java.time.Duration;

/**
 * The sender's counters of a TCP connection, as Linux reports them in {@code struct tcp_info}.
 *
 * @param roundTrip the round-trip time
 * @param bytes the payload bytes
 * @param busy the time since the connection began during which bytes were unsent or unacknowledged
 * @param phase the phase of congestion control
 * @param deliveryBitsPerSecond the kernel's latest measurement ({@code tcpi_delivery_rate}); 0 if there is none
 * @param segments the data segments
 */
public record TcpInfo(
        RoundTrip roundTrip, Bytes bytes, Busy busy, Phase phase, double deliveryBitsPerSecond, Segments segments) {
    /**
     * Round-trip time.
     *
     * @param smoothed {@code tcpi_rtt}
     * @param variation its mean deviation ({@code tcpi_rttvar})
     * @param least the shortest one in the last minutes ({@code tcpi_min_rtt})
     */
    public record RoundTrip(Duration smoothed, Duration variation, Duration least) {}

    /**
     * Payload bytes. What the client has acknowledged selectively counts as acknowledged: until a lost segment has been
     * sent again, the cumulative acknowledgement stands still, and then it leaps.
     *
     * @param unacked sent and not acknowledged ({@code tcpi_unacked} less {@code tcpi_sacked} segments of
     *     {@code tcpi_snd_mss})
     * @param notSent written to the socket and not sent ({@code tcpi_notsent_bytes})
     * @param acked acknowledged since the connection began ({@code tcpi_bytes_acked} and {@code tcpi_sacked} segments)
     */
    public record Bytes(long unacked, long notSent, long acked) {
        /** Bytes written to the socket that the client has not acknowledged. */
        public long queued() {
            return unacked + notSent;
        }
    }

    /**
     * Time with bytes unsent or unacknowledged.
     *
     * @param total all of it ({@code tcpi_busy_time})
     * @param receiverLimited of which the receiver's window was full ({@code tcpi_rwnd_limited})
     * @param bufferLimited of which the sender's buffer was full ({@code tcpi_sndbuf_limited})
     */
    public record Busy(Duration total, Duration receiverLimited, Duration bufferLimited) {
        /** Busy time that nothing but the network limited. */
        public static Busy of(Duration total) {
            return new Busy(total, Duration.ZERO, Duration.ZERO);
        }
    }

    /** The phase of congestion control. */
    public enum Phase {
        /** The window is below its threshold ({@code tcpi_snd_cwnd < tcpi_snd_ssthresh}): it still grows fast. */
        SLOW_START,
        /** The window has found the path's limit. */
        AVOIDANCE
    }

    /**
     * Data segments since the connection began.
     *
     * @param sent all segments sent, including retransmissions ({@code tcpi_data_segs_out})
     * @param resent retransmissions ({@code tcpi_total_retrans})
     */
    public record Segments(long sent, long resent) {}
}
