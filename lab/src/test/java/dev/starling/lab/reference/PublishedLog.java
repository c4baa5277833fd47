package dev.starling.lab.reference;

import dev.starling.lab.Shared;
import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a published scheme did on one trace.
 *
 * @param trace name of the trace
 * @param scheme name of the scheme
 * @param rungs one digit for each chunk
 * @param qoeV mean QoE_v of all chunks but the first
 * @param stallSeconds without the start-up
 */
record PublishedLog(String trace, String scheme, String rungs, double qoeV, double stallSeconds) {
    static final int TRACES = 79;

    static List<PublishedLog> all() throws IOException {
        return Files.readAllLines(Shared.folder("abr").resolve("logs.csv")).stream()
                .skip(1)
                .map(PublishedLog::parse)
                .toList();
    }

    static List<PublishedLog> of(String scheme) throws IOException {
        return all().stream().filter(it -> it.scheme().equals(scheme)).toList();
    }

    private static PublishedLog parse(String line) {
        String[] cells = line.split(",");
        return new PublishedLog(
                cells[0], cells[1], cells[2], Double.parseDouble(cells[3]), Double.parseDouble(cells[4]));
    }

    Path file() {
        return Shared.folder("traces").resolve("hsdpa-3g").resolve(trace);
    }

    BandwidthTrace path() throws IOException {
        return TraceReader.read(file());
    }

    /** Chooses the published rungs. */
    AbrPolicy decisions() {
        return state -> rungs.charAt(state.nextChunk()) - '0';
    }
}
