package dev.starling.app.title;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.telemetry.TelemetryReader;
import dev.starling.telemetry.TelemetryReader.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling sessions}: what viewers experienced, from the telemetry of an edge. */
@Command(
        name = "sessions",
        description = {
            "Lists the sessions in a telemetry file of serve --telemetry: what was delivered and experienced.",
            "The edge may go on writing the file."
        })
public final class SessionsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int TABLE_WIDTH = 120;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "FILE", description = "The telemetry file.")
    private Path file;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Only sessions that were active in the last TIME, for example 90s, 10m or 24h.",
                "  Default: all"
            })
    private @Nullable Duration since;

    @Option(names = "--json", description = "Print a line of JSON for each session, with the records of its clips.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandFiles.requireExisting(file);
        Duration age = since;
        Instant from = age == null ? Instant.EPOCH : Instant.now().minus(age);
        PrintWriter out = spec.commandLine().getOut();
        try (TelemetryReader telemetry = open()) {
            List<Session> sessions = telemetry.sessions(from);
            if (json) {
                for (Session session : sessions) {
                    out.println(line(session, telemetry.clips(session.id())));
                }
            } else {
                print(sessions, out);
            }
        }
        out.flush();
        return 0;
    }

    private TelemetryReader open() throws InterruptedException {
        try {
            return TelemetryReader.open(file);
        } catch (IOException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private static String line(Session session, List<String> clips) throws IOException {
        ObjectNode line = (ObjectNode) JSON.readTree(session.record());
        ArrayNode records = line.putArray("clipRecords");
        for (String clip : clips) {
            records.add(JSON.readTree(clip));
        }
        return JSON.writeValueAsString(line);
    }

    private static void print(List<Session> sessions, PrintWriter out) {
        TextTable table = new TextTable(List.of(
                new Column("session", 0),
                new Column("began (UTC)", 1),
                new Column("title", 6),
                new Column("state", 5),
                new Column("clips", 2),
                new Column("Mbit/s", 3),
                new Column("VMAF", 0),
                new Column("start s", 0),
                new Column("stalls", 0),
                new Column("stalled s", 0),
                new Column("reward", 4)));
        for (Session session : sessions) {
            double seconds = session.delivered().seconds();
            table.row(
                    session.id(),
                    TIME.format(session.startedAt()),
                    session.title().orElse(""),
                    session.experienced().state().orElse(""),
                    Long.toString(session.delivered().clips()),
                    seconds > 0 ? "%.2f".formatted(session.delivered().bytes() * 8 / seconds / 1e6) : "",
                    text(session.delivered().vmaf()),
                    text(session.experienced().startSeconds()),
                    session.experienced().stalls().isPresent()
                            ? Long.toString(session.experienced().stalls().getAsLong())
                            : "",
                    text(session.experienced().stallSeconds()),
                    text(session.delivered().reward()));
        }
        table.print(out, TABLE_WIDTH);
    }

    /** Empty if it is unknown. */
    private static String text(OptionalDouble value) {
        return value.isPresent() ? "%.1f".formatted(value.getAsDouble()) : "";
    }
}
