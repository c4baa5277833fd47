package dev.starling.lab.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.lab.LabException;
import dev.starling.lab.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkTablesTest {
    @TempDir
    private Path folder;

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, content);
    }

    @Test
    void theEnvivioVideoHasSixRungsOf48Chunks() throws IOException {
        ChunkedVideo video = Shared.envivio();
        assertThat(video.rungs()).isEqualTo(6);
        assertThat(video.chunks()).isEqualTo(48);
        assertThat(video.bytes(0, 0)).isEqualTo(181_801);
        assertThat(video.bytes(1, 5)).isEqualTo(2_123_065);
        assertThat(video.vmaf(0, 0)).isEqualTo(28.809932);
        assertThat(video.vmaf(0, 5)).isEqualTo(99.823203);
        assertThat(video.bitsPerSecond(5)).isEqualTo(4.3e6);
    }

    @Test
    void qualityOneIsTheHighestRung() throws IOException {
        write("size/video_size_0", "100\n200\n");
        write("size/video_size_1", "1000\n2000\n");
        write("vmaf/video1", "90\n91\n");
        write("vmaf/video2", "40\n41\n");
        ChunkedVideo video = ChunkTables.read(folder);
        assertThat(video.vmaf(1, 0)).isEqualTo(41);
        assertThat(video.vmaf(1, 1)).isEqualTo(91);
        assertThat(video.bitsPerSecond(1)).isEqualTo(3000 * 8 / 8.0);
    }

    @Test
    void badTablesAreNamed() throws IOException {
        assertThatThrownBy(() -> ChunkTables.read(folder)).isInstanceOf(NoSuchFileException.class);
        write("size/video_size_0", "100\n200\n");
        write("vmaf/video1", "90\n101\n");
        assertThatThrownBy(() -> ChunkTables.read(folder))
                .isInstanceOf(LabException.class)
                .hasMessage(folder.resolve("vmaf/video1") + ":2: not a VMAF from 0 to 100: 101");
        write("vmaf/video1", "90\n");
        assertThatThrownBy(() -> ChunkTables.read(folder))
                .hasMessageEndingWith("1 chunks, but 2 in the table of sizes");
        write("size/video_size_0", "0\n200\n");
        assertThatThrownBy(() -> ChunkTables.read(folder)).hasMessageEndingWith(":1: not a number of bytes: 0");
        write("size/video_size_0", "\n");
        assertThatThrownBy(() -> ChunkTables.read(folder)).hasMessageEndingWith("the file is empty");
    }
}
