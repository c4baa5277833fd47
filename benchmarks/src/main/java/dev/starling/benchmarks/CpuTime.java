package dev.starling.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processor time of a command.
 *
 * @param seconds user and system, with all descendants that were waited for
 * @param output what the command printed to standard output
 */
record CpuTime(double seconds, String output) {
    /** Bash adds up the times of the command and of its descendants, as getrusage(2) reports them. */
    private static final String TIMED = "TIMEFORMAT='%3U %3S'; { time \"${@:4}\" >\"$1\" 2>\"$2\"; } 2>\"$3\"";

    /**
     * Runs a command in the current folder.
     *
     * @param log receives its standard error
     * @throws IOException if it fails; the message names the log
     */
    static CpuTime of(List<String> command, Path log) throws IOException, InterruptedException {
        Path output = Files.createTempFile("starling", ".out");
        Path times = Files.createTempFile("starling", ".times");
        try {
            List<String> timed = new ArrayList<>(
                    List.of("bash", "-c", TIMED, "bash", output.toString(), log.toString(), times.toString()));
            timed.addAll(command);
            Process process =
                    new ProcessBuilder(timed).redirectErrorStream(true).start();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed, see " + log);
            }
            String[] userAndSystem =
                    Files.readString(times).strip().replace(',', '.').split(" ", -1);
            return new CpuTime(
                    Double.parseDouble(userAndSystem[0]) + Double.parseDouble(userAndSystem[1]),
                    Files.readString(output));
        } finally {
            Files.delete(output);
            Files.delete(times);
        }
    }
}
