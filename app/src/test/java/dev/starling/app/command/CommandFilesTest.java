package dev.starling.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandFilesTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    private Path folder;

    @Test
    void aFileIsReplacedWholeAndHasTheRightsOfAnyOther() throws IOException {
        Path any = Files.writeString(folder.resolve("any"), "any");
        Path file = folder.resolve("out.264");
        CommandFiles.write(file, new byte[10]);
        CommandFiles.write(file, CONTENT);
        assertThat(CommandFiles.read(file)).isEqualTo(CONTENT);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(any));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(any, file);
        }
    }

    @Test
    void aFolderIsNeitherReadNorReplacedByAFile() {
        assertThatThrownBy(() -> CommandFiles.read(folder)).hasMessage(folder + ": a folder; name a file");
        assertThatThrownBy(() -> CommandFiles.readStream(folder)).hasMessage(folder + ": a folder; name a file");
        assertThatThrownBy(() -> CommandFiles.write(folder, CONTENT)).hasMessageStartingWith(folder + ": a folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDeviceWithoutAnEndIsRefused() {
        assertThatThrownBy(() -> CommandFiles.read(Path.of("/dev/zero")))
                .hasMessageStartingWith("/dev/zero: larger than ");
    }

    @Test
    void whereThereIsNoFolderTheMessageNamesFileAndFolder() {
        Path file = folder.resolve("missing").resolve("out.264");
        assertThatThrownBy(() -> CommandFiles.write(file, CONTENT))
                .isInstanceOf(CommandException.class)
                .hasMessage(file + ": cannot be written, there is no folder " + file.getParent());
    }
}
