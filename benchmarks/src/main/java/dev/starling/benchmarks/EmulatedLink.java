package dev.starling.benchmarks;

import dev.starling.lab.delivery.Link;
import dev.starling.lab.trace.BandwidthTrace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An access link whose rate follows a trace, between this machine and a network namespace, as an emulator makes it from
 * packets: {@code link-emulator [OPTION]… ID -- COMMAND}.
 *
 * @param emulator the program
 * @param id of the link, from 1 to {@link #MAX_ID}, and part of the command's address; several can exist at once
 */
record EmulatedLink(Path emulator, int id) {
    static final int MAX_ID = 250;

    /** The trace starts this long after the command, so that a browser is ready when it does. */
    static final double LEAD_SECONDS = 10;

    /** The path in the simulator's terms: packets of 1500 bytes carry 1448 of payload. */
    static final Link SIMULATED = new Link(0.08, 1448.0 / 1500, 100_000);

    /** This machine's address for the command. */
    String address() {
        return "10.77." + id + ".1";
    }

    /** Writes a trace as the emulator reads it: when a period starts in seconds, and its Mbit/s. */
    static void write(BandwidthTrace trace, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            double start = 0;
            for (int period = 0; period < trace.periods(); period++) {
                out.write(start + " " + trace.bitsPerSecond(period) / 1e6 + "\n");
                if (period == trace.periods() - 1) {
                    // The emulator takes the last period for as long as the one before: half of it is.
                    out.write((start + trace.until(period)) / 2 + " " + trace.bitsPerSecond(period) / 1e6 + "\n");
                }
                start = trace.until(period);
            }
        }
    }

    /**
     * Starts a command behind a link of one rate in both directions.
     *
     * @param rate is written to, as the emulator reads it
     * @param log receives the command's errors
     */
    Process start(double bitsPerSecond, double roundTripSeconds, Path rate, List<String> command, Path log)
            throws IOException {
        Files.writeString(rate, "0 " + bitsPerSecond / 1e6 + "\n1 " + bitsPerSecond / 1e6 + "\n");
        return start(List.of("--down", rate.toString(), "--up", rate.toString()), roundTripSeconds, command, log);
    }

    /** Starts a command behind the link. The trace starts {@link #LEAD_SECONDS} later; until then it is at its end. */
    Process start(BandwidthTrace trace, Path file, List<String> command, Path log) throws IOException {
        double offset = trace.seconds() - LEAD_SECONDS % trace.seconds();
        return start(
                List.of("--down", file.toString(), "--offset", "" + offset),
                SIMULATED.roundTripSeconds(),
                command,
                log);
    }

    private Process start(List<String> rates, double roundTripSeconds, List<String> command, Path log)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(emulator.toString()));
        all.addAll(rates);
        all.addAll(List.of("--delay", "" + roundTripSeconds * 1000 / 2));
        all.addAll(List.of("--queue", "" + (long) SIMULATED.queueBytes(), "" + id, "--"));
        all.addAll(command);
        return new ProcessBuilder(all)
                .directory(Path.of("web").toFile())
                .redirectError(log.toFile())
                .start();
    }
}
