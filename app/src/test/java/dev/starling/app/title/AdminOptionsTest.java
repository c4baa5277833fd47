package dev.starling.app.title;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.app.command.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class AdminOptionsTest {
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void profilesThatAreAwaitedMayNotBeThereYet() throws IOException {
        Path file = folder.resolve("profiles.json");
        assertThat(options().evolution(Optional.of(file), warnings::add))
                .hasValueSatisfying(it -> assertThat(it.path()).isEqualTo(file));
        assertThat(options().evolution(Optional.empty(), warnings::add)).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void badProfilesThatNobodyNamedAreNoReasonNotToServe() throws IOException {
        Path bad = Files.writeString(folder.resolve("profiles.json"), "no profiles");
        Path unreadable = Files.createDirectory(folder.resolve("folder"));
        for (Path file : List.of(bad, unreadable)) {
            warnings.clear();
            assertThat(options().evolution(Optional.of(file), warnings::add)).isEmpty();
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .startsWith("starling: no profiles are shown: ")
                    .contains(file.toString())
                    .hasLineCount(1);
        }
        assertThatThrownBy(() -> options("--profiles", bad.toString()).evolution(Optional.empty(), warnings::add))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("--profiles " + bad);
    }

    private static AdminOptions options(String... line) {
        return CommandLine.populateCommand(new AdminOptions(), line);
    }
}
