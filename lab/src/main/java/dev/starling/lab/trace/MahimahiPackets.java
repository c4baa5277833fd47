package dev.starling.lab.trace;

/**
 * Mahimahi's packet-delivery format: each line is the millisecond at which one packet may leave. The trace repeats
 * after the last one, so a packet at 0 leaves together with the last of the loop before. A packet is spread over the
 * millisecond that ends at its time.
 */
final class MahimahiPackets {
    private static final double BITS_PER_PACKET = 1500 * 8;
    private static final double MILLIS_PER_SECOND = 1e3;
    /** A day: the numbers of a file that is no trace are soon larger. */
    private static final long MAX_MILLIS = 86_400_000;

    private final BandwidthTrace.Builder trace = new BandwidthTrace.Builder();
    private long packetsAtZero;
    private long time;
    private long packets;

    private MahimahiPackets() {}

    static BandwidthTrace parse(TraceText text) {
        MahimahiPackets parser = new MahimahiPackets();
        text.forEachLine((line, row) -> parser.add(row));
        if (parser.time == 0) {
            throw new IllegalArgumentException("the trace has no packet after millisecond 0");
        }
        parser.packets += parser.packetsAtZero;
        parser.flush();
        return parser.trace.build();
    }

    private void add(String row) {
        double millis = TraceText.measure("time", row);
        if (millis > MAX_MILLIS || millis != Math.rint(millis)) {
            throw new IllegalArgumentException(
                    "not a millisecond from 0 to " + MAX_MILLIS + ": " + TraceText.shown(row));
        }
        if (millis < time) {
            throw new IllegalArgumentException("time goes back from " + time + " to " + (long) millis);
        }
        if (millis == 0) {
            packetsAtZero++;
            return;
        }
        if (millis > time) {
            flush();
            time = (long) millis;
        }
        packets++;
    }

    /** Writes the millisecond that ends now, and the pause before it. */
    private void flush() {
        if (packets > 0) {
            trace.addUntil((time - 1) / MILLIS_PER_SECOND, 0);
            trace.addUntil(time / MILLIS_PER_SECOND, packets * BITS_PER_PACKET * MILLIS_PER_SECOND);
            packets = 0;
        }
    }
}
