package dev.starling.farm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.farm.FarmException;
import dev.starling.swarm.pack.RunningEncode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkFolderTest {
    @TempDir
    private Path folder;

    @Test
    void anEncodeThatWasAnnouncedGoesOnInItsFolder() throws IOException {
        Path output = folder.resolve("title");
        RunningEncode.announce(output);
        assertThat(RunningEncode.in(RunningEncode.workFolder(output))).isPresent();
        try (WorkFolder work = WorkFolder.open(output)) {
            work.published();
        }
        assertThat(RunningEncode.workFolder(output)).doesNotExist();
    }

    @Test
    void whatAKilledAnnouncementHasLeftIsNotInTheWay() throws IOException {
        Path output = folder.resolve("title");
        RunningEncode.announce(output);
        Files.createFile(RunningEncode.workFolder(output).resolve(".progress.json123.partial"));
        try (WorkFolder work = WorkFolder.open(output)) {
            work.published();
        }
        assertThat(RunningEncode.workFolder(output)).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"letters.txt", "my-progress.json.bak", "progress.json.partial", ".progress.json"})
    void aFolderOfOthersIsLeftAlone(String name) throws IOException {
        Path output = folder.resolve("title");
        RunningEncode.announce(output);
        Path other = Files.createFile(RunningEncode.workFolder(output).resolve(name));
        assertIsInTheWay(output);
        assertThat(other).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"done\": 3}", "{\"format\": \"starling-progress\", \"version\": 1}"})
    void aFileOfOthersThatHasTheNameOfAnAnnouncementIsLeftAlone(String content) throws IOException {
        Path output = folder.resolve("title");
        Path other = Files.createDirectory(RunningEncode.workFolder(output)).resolve("progress.json");
        Files.writeString(other, content);
        assertThatThrownBy(() -> RunningEncode.announce(output))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the progress of an encode");
        assertIsInTheWay(output);
        assertThat(other).hasContent(content);
    }

    private static void assertIsInTheWay(Path output) {
        assertThatThrownBy(() -> WorkFolder.open(output))
                .isInstanceOf(FarmException.class)
                .hasMessageContaining("is in the way");
    }
}
