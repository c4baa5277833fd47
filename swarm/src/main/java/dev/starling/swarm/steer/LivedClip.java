package dev.starling.swarm.steer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What was recorded of the delivery of a clip, as far as anything can be learned from it. What no delivery can have is
 * refused: clients may lie, and files may be damaged.
 *
 * @param viewer whose it is
 * @param title the id of the title
 * @param clip the index of the clip
 * @param start when it began to be sent
 * @param seconds of media
 * @param network the state in which it was decided
 * @param lines the height at which it was shown, if the screen or the title's size is known
 * @param offered what could be sent
 * @param sent what was sent; empty if the client did not take it whole
 */
public record LivedClip(
        Viewer viewer,
        String title,
        int clip,
        Instant start,
        double seconds,
        NetworkState network,
        OptionalInt lines,
        List<Offered> offered,
        Optional<Sent> sent) {
    /** No clip is longer. */
    public static final double MAX_SECONDS = 60;

    private static final double MAX_WAIT_SECONDS = 3600;
    private static final double MAX_BUFFER_SECONDS = 600;
    private static final double MAX_VMAF = 100;
    private static final double MAX_BITS = 8e9;
    private static final double MIN_BITS_PER_SECOND = 1e3;
    private static final double MAX_BITS_PER_SECOND = 1e11;
    private static final double MAX_SPREAD_DOUBLINGS = 20;
    private static final int MIN_LINES = 16;
    private static final int MAX_LINES = 8192;

    /**
     * Whose it is.
     *
     * @param session the session's pseudonym
     * @param address the address's pseudonym: sessions of one address are not independent
     */
    public record Viewer(String session, String address) {}

    /** A member that was offered: its bits and VMAF. */
    public record Offered(double bits, double vmaf) {
        public Offered {
            check(bits >= 1 && bits <= MAX_BITS, "a size that no clip has");
            checkVmaf(vmaf);
        }
    }

    /**
     * What was sent.
     *
     * @param bits of the pictures
     * @param vmaf of what was sent
     * @param budgetBits what the weights granted the clip
     * @param lateSeconds by which it came too late; empty without a deadline
     */
    public record Sent(double bits, double vmaf, double budgetBits, OptionalDouble lateSeconds) {
        public Sent {
            check(
                    bits >= 1 && bits <= MAX_BITS && budgetBits >= 1 && budgetBits <= MAX_BITS,
                    "a size that no clip has");
            checkVmaf(vmaf);
            checkWait(lateSeconds);
        }
    }

    /**
     * @throws IllegalArgumentException if no delivery can have a value; the message is a few words without the value
     */
    public LivedClip {
        check(clip >= 0, "a clip that no title has");
        check(seconds > 0 && seconds <= MAX_SECONDS, "a duration that no clip has");
        check(start.isAfter(Instant.EPOCH), "a time that cannot be");
        network.bandwidth().ifPresent(LivedClip::check);
        network.buffer().ifPresent(it -> {
            double buffered = it.toNanos() / 1e9;
            check(buffered >= 0 && buffered <= MAX_BUFFER_SECONDS, "a buffer that no player has");
        });
        network.lastVmaf().ifPresent(LivedClip::checkVmaf);
        lines.ifPresent(it -> check(it >= MIN_LINES && it <= MAX_LINES, "a screen that no device has"));
        check(!offered.isEmpty(), "no offer");
        offered = List.copyOf(offered);
    }

    private static void check(Bandwidth path) {
        for (double rate : new double[] {path.shortBitsPerSecond(), path.longBitsPerSecond()}) {
            check(rate >= MIN_BITS_PER_SECOND && rate <= MAX_BITS_PER_SECOND, "a throughput that no path has");
        }
        check(path.spreadDoublings() <= MAX_SPREAD_DOUBLINGS, "a throughput that no path has");
    }

    private static void checkWait(OptionalDouble seconds) {
        seconds.ifPresent(it -> check(it >= 0 && it <= MAX_WAIT_SECONDS, "a wait that cannot be"));
    }

    private static void checkVmaf(double vmaf) {
        check(vmaf >= 0 && vmaf <= MAX_VMAF, "a VMAF that cannot be");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
