package dev.starling.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/**
 * The {@code --json} option of every command that computes something: the result is then one JSON object on the last
 * line of standard output, else a text for people.
 */
final class JsonOption {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--json", description = "Print the result as one JSON object on the last line of standard output.")
    private boolean json;

    /**
     * Prints a result in the form that was asked for.
     *
     * @param result a record (or map) whose components become the members of the JSON object
     * @param text prints the same result for people
     */
    void print(PrintWriter out, Object result, Consumer<PrintWriter> text) {
        if (json) {
            try {
                out.println(JSON.writeValueAsString(result));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("A result that has no JSON form: " + result.getClass(), e);
            }
        } else {
            text.accept(out);
        }
        out.flush();
    }
}
