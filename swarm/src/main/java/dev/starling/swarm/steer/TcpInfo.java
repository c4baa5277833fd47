package dev.starling.swarm.steer;

import java.time.Duration;

/**
 * The sender's counters of a TCP connection, as Linux reports them in {@code struct tcp_info}.
 *
 * @param roundTrip the round-trip time
 * @param bytes the payload bytes
 * @param busy the time since the connection began during which bytes were unsent or unacknowledged
 *     ({@code tcpi_busy_time})
 * @param deliveryBitsPerSecond the kernel's latest measurement ({@code tcpi_delivery_rate}); 0 if there is none
 * @param segments the data segments
 */
public record TcpInfo(
        RoundTrip roundTrip, Bytes bytes, Duration busy, double deliveryBitsPerSecond, Segments segments) {
    /**
     * Round-trip time.
     *
     * @param smoothed {@code tcpi_rtt}
     * @param variation its mean deviation ({@code tcpi_rttvar})
     */
    public record RoundTrip(Duration smoothed, Duration variation) {}

    /**
     * Payload bytes.
     *
     * @param unacked sent and not acknowledged ({@code tcpi_unacked} segments of {@code tcpi_snd_mss})
     * @param notSent written to the socket and not sent ({@code tcpi_notsent_bytes})
     * @param acked acknowledged since the connection began ({@code tcpi_bytes_acked})
     */
    public record Bytes(long unacked, long notSent, long acked) {
        /** Bytes written to the socket that the client has not acknowledged. */
        public long queued() {
            return unacked + notSent;
        }
    }

    /**
     * Data segments since the connection began.
     *
     * @param sent all segments sent, including retransmissions ({@code tcpi_data_segs_out})
     * @param resent retransmissions ({@code tcpi_total_retrans})
     */
    public record Segments(long sent, long resent) {}
}
