package dev.starling.swarm.steer;

import java.time.Duration;

/**
 * What the sender's kernel knows of a TCP connection, as Linux reports it in {@code struct tcp_info}.
 *
 * @param busy time with something to send or unacknowledged since the connection began ({@code tcpi_busy_time})
 * @param deliveryBitsPerSecond the kernel's last measurement ({@code tcpi_delivery_rate}); 0 when it has none
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
     * @param notSent written by us and not sent ({@code tcpi_notsent_bytes})
     * @param acked acknowledged since the connection began ({@code tcpi_bytes_acked})
     */
    public record Bytes(long unacked, long notSent, long acked) {
        /** Handed to the connection and not yet acknowledged by the client. */
        public long queued() {
            return unacked + notSent;
        }
    }

    /**
     * Data segments since the connection began.
     *
     * @param sent including those sent again ({@code tcpi_data_segs_out})
     * @param resent sent again ({@code tcpi_total_retrans})
     */
    public record Segments(long sent, long resent) {}
}
