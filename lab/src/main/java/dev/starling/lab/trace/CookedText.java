package dev.starling.lab.trace;

/**
 * Pensieve's text format: time in seconds and bandwidth in Mbit/s, then columns that are ignored. Pensieve's simulator
 * applies a line's bandwidth to the time since the line before.
 */
final class CookedText {
    private static final double BITS_PER_MEGABIT = 1e6;

    private double start = Double.NaN;
    private double last;
    private final BandwidthTrace.Builder trace = new BandwidthTrace.Builder();

    private CookedText() {}

    static BandwidthTrace parse(TraceText text) {
        CookedText parser = new CookedText();
        text.forEachLine((line, row) -> parser.add(row));
        return parser.trace.build();
    }

    private void add(String row) {
        String[] cells = row.split("[ \t]+", 3);
        if (cells.length < 2) {
            throw new IllegalArgumentException("a time and a bandwidth expected: " + TraceText.shown(row));
        }
        double time = TraceText.measure("time", cells[0]);
        double bitsPerSecond = TraceText.measure("bandwidth", cells[1]) * BITS_PER_MEGABIT;
        if (Double.isNaN(start)) {
            start = time;
            last = time;
            return;
        }
        if (time < last) {
            throw new IllegalArgumentException("time goes back from " + last + " to " + time);
        }
        last = time;
        trace.addUntil(time - start, bitsPerSecond);
    }
}
