package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.media.GeneratedFiles;
import dev.starling.testkit.Ffmpeg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusedStreamsTest {
    @TempDir
    Path directory;

    @Test
    void otherStreamsOfPicturesAreCountedAndCoverArtIsNot() throws IOException {
        Path one = directory.resolve("one.mp4");
        GeneratedFiles.write(one, GeneratedFiles.withSound(GeneratedFiles.h264("mp4"), "aac", 48_000, 1), 5);
        assertThat(unused(one)).isZero();
        Path cover = directory.resolve("cover.mp4");
        copy(cover, List.of(one, one), "-c", "copy", "-disposition:v:1", "attached_pic", "-c:v:1", "mjpeg");
        assertThat(unused(cover)).isZero();
        for (String name : List.of("three.mp4", "three.mkv", "three.ts")) {
            Path three = directory.resolve(name);
            copy(three, List.of(one, one, one), "-c", "copy");
            assertThat(unused(three)).as(name).isEqualTo(2);
        }
    }

    private static int unused(Path path) {
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            return reader.unusedStreams();
        }
    }

    /** All streams of some files in one. */
    private static void copy(Path path, List<Path> inputs, String... options) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (Path input : inputs) {
            arguments.addAll(List.of("-i", input.toString()));
        }
        for (int i = 0; i < inputs.size(); i++) {
            arguments.addAll(List.of("-map", Integer.toString(i)));
        }
        arguments.addAll(List.of(options));
        arguments.add(path.toString());
        Ffmpeg.run(arguments, output -> {});
    }
}
