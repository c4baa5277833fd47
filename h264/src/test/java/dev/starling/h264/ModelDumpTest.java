package dev.starling.h264;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelDumpTest {

    private static final Path RESOURCES = Path.of("src/test/resources/dev/starling/h264");

    @ParameterizedTest
    @MethodSource("dev.starling.h264.SmallStreams#names")
    void theModelOfAStreamIsTheReviewedOne(String name) throws IOException {
        String dump = SliceDump.of(SmallStreams.read(name));
        Path file = RESOURCES.resolve(name + ".txt");
        if (Boolean.getBoolean("starling.h264.writeDumps")) {
            Files.writeString(file, dump);
        }
        assertThat(dump).isEqualTo(Files.readString(file));
    }
}
