package dev.starling.lab.trace;

/** NYU-METS: one line {@code value,unit} for each second. */
final class RateCsv {
    private RateCsv() {}

    static BandwidthTrace parse(TraceText text) {
        BandwidthTrace.Builder trace = new BandwidthTrace.Builder();
        text.forEachLine((line, row) -> trace.add(1, bitsPerSecond(row)));
        return trace.build();
    }

    private static double bitsPerSecond(String row) {
        String[] cells = row.split(",", -1);
        if (cells.length != 2) {
            throw new IllegalArgumentException("value,unit expected: " + TraceText.shown(row));
        }
        return TraceText.measure("bandwidth", cells[0].strip()) * bitsPerUnit(cells[1].strip());
    }

    private static double bitsPerUnit(String unit) {
        return switch (unit) {
            case "bits/sec" -> 1;
            case "Kbits/sec" -> 1e3;
            case "Mbits/sec" -> 1e6;
            case "Gbits/sec" -> 1e9;
            default -> throw new IllegalArgumentException("unknown unit: " + TraceText.shown(unit));
        };
    }
}
