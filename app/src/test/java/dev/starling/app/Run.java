package dev.starling.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/** The outcome of a command line. */
public record Run(int exitCode, String out, String err) {
    /** Runs a command line in this process. */
    public static Run of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Starling.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.of(args).map(Object::toString).toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** The last line of standard output, as JSON. */
    public JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.lines().toList().getLast());
    }
}
