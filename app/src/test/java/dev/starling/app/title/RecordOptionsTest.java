package dev.starling.app.title;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.app.command.CommandException;
import dev.starling.edge.record.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class RecordOptionsTest {
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void anEdgeRecordsInItsOwnFileUnlessAnotherOneIsNamed() {
        Path own = folder.resolve("own.duckdb");
        Path named = folder.resolve("named.duckdb");
        assertThat(recordedIn(options(), own)).hasValue(own);
        assertThat(recordedIn(options("--telemetry", named.toString()), own)).hasValue(named);
        assertThat(own).isRegularFile();
        assertThat(named).isRegularFile();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFileThatNobodyNamedAndCannotBeWrittenIsNoReasonNotToServe() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        RecordOptions options = options();
        assertThat(options.telemetry(Optional.of(taken), warnings::add)).isSameAs(Telemetry.NONE);
        assertThat(options.file()).isEmpty();
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("starling: nothing is recorded: ")
                .contains(taken.toString());
        assertThatThrownBy(() -> options("--telemetry", taken.toString()).telemetry(Optional.empty(), warnings::add))
                .isInstanceOf(CommandException.class);
    }

    private Optional<Path> recordedIn(RecordOptions options, Path own) {
        options.telemetry(Optional.of(own), warnings::add);
        options.close();
        return options.file();
    }

    private static RecordOptions options(String... line) {
        RecordOptions options = new RecordOptions();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(line);
        return options;
    }
}
