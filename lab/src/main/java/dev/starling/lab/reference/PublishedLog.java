package dev.starling.lab.reference;

import dev.starling.lab.LabException;
import dev.starling.lab.policy.AbrPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a published scheme did on one trace.
 *
 * @param trace name of the trace
 * @param scheme name of the scheme
 * @param rungs one digit for each chunk
 * @param qoeV mean QoE_v of all chunks but the first
 * @param stallSeconds without the start-up
 */
public record PublishedLog(String trace, String scheme, String rungs, double qoeV, double stallSeconds) {
    private static final Pattern RUNGS = Pattern.compile("\\d{2,}");

    /**
     * Reads a table with the columns {@code trace,scheme,rungs,qoeV,stallSeconds} below one line of titles.
     *
     * @throws LabException if a line has another form
     */
    public static List<PublishedLog> read(Path table) throws IOException {
        List<String> lines = Files.readAllLines(table);
        List<PublishedLog> logs = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            try {
                logs.add(parse(lines.get(i)));
            } catch (IllegalArgumentException e) {
                throw new LabException(table.toString(), i + 1, "not trace,scheme,rungs,qoeV,stallSeconds");
            }
        }
        return logs;
    }

    private static PublishedLog parse(String line) {
        String[] cells = line.split(",", -1);
        if (cells.length != 5 || !RUNGS.matcher(cells[2]).matches()) {
            throw new IllegalArgumentException(line);
        }
        return new PublishedLog(
                cells[0], cells[1], cells[2], Double.parseDouble(cells[3]), Double.parseDouble(cells[4]));
    }

    /** The published rung of a chunk. */
    public int rung(int chunk) {
        return rungs.charAt(chunk) - '0';
    }

    /** Chooses the published rungs. */
    public AbrPolicy decisions() {
        return state -> rung(state.nextChunk());
    }
}
