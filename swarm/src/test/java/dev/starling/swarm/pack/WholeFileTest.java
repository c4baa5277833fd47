package dev.starling.swarm.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final int MAX_BYTES = 1000;

    @TempDir
    private Path folder;

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    private static CompletableFuture<Void> write(Path pipe, byte[] content) {
        return CompletableFuture.runAsync(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(content);
            } catch (IOException e) {
                // The reader has read enough.
            }
        });
    }

    @Test
    void aFileIsReadUpToItsLargestSize() throws IOException {
        Path file = folder.resolve("file");
        for (int bytes : new int[] {0, 1, MAX_BYTES}) {
            byte[] content = new byte[bytes];
            Files.write(file, content);
            assertThat(WholeFile.read(file, MAX_BYTES)).isEqualTo(content);
        }
        Files.write(file, new byte[MAX_BYTES + 1]);
        assertThatThrownBy(() -> WholeFile.read(file, MAX_BYTES))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": larger than 1000 bytes; name the right file");
    }

    @Test
    void aPipeIsReadToItsEnd() throws Exception {
        Path pipe = pipe();
        CompletableFuture<Void> written = write(pipe, new byte[MAX_BYTES]);
        assertThat(WholeFile.read(pipe, MAX_BYTES)).hasSize(MAX_BYTES);
        written.join();
    }

    @Test
    void whatDoesNotEndIsRefused() throws Exception {
        assertThatThrownBy(() -> WholeFile.read(Path.of("/dev/zero"), MAX_BYTES))
                .hasMessage("/dev/zero: larger than 1000 bytes; name the right file");
        Path pipe = pipe();
        assertThatThrownBy(() -> WholeFile.read(pipe, MAX_BYTES, Duration.ZERO))
                .as("nobody writes to it")
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(pipe + ": does not end within ");
        // Ends the thread that still waits for a writer.
        write(pipe, new byte[0]).join();
    }

    @Test
    void whatIsNoFileIsTold() {
        assertThatThrownBy(() -> WholeFile.read(folder.resolve("none"), MAX_BYTES))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> WholeFile.read(folder, MAX_BYTES)).hasMessage(folder + ": a folder; name a file");
    }
}
