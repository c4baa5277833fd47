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
    void aFolderOfOthersIsLeftAlone() throws IOException {
        Path output = folder.resolve("title");
        RunningEncode.announce(output);
        Path other = Files.createFile(RunningEncode.workFolder(output).resolve("letters.txt"));
        assertThatThrownBy(() -> WorkFolder.open(output))
                .isInstanceOf(FarmException.class)
                .hasMessageContaining("is in the way");
        assertThat(other).exists();
    }
}
