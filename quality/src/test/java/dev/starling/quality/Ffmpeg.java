package dev.starling.quality;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machine's {@code ffmpeg} as an independent judge; tests that need it are skipped where it is missing. */
final class Ffmpeg {

    private static final Path BINARY = Path.of("/usr/bin/ffmpeg");

    private Ffmpeg() {}

    /** Frames of a file, decoded and converted by the given arguments between input and output. */
    static List<Frame> decode(Path file, PixelFormat format, int width, int height, int frames, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-i", file.toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-frames:v", String.valueOf(frames), "-pix_fmt", format.toString(), "-f", "rawvideo", "-"));
        List<Frame> decoded = new ArrayList<>();
        int frameBytes = Math.toIntExact(Frame.packedBytes(format, width, height));
        run(command, output -> {
            for (byte[] bytes = output.readNBytes(frameBytes);
                    bytes.length == frameBytes;
                    bytes = output.readNBytes(frameBytes)) {
                MemorySegment memory = Arena.ofAuto().allocate(frameBytes);
                MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, frameBytes);
                decoded.add(Frame.packed(format, width, height, memory));
            }
        });
        return decoded;
    }

    /** What a command writes to its standard output. */
    static String text(String... arguments) {
        StringBuilder text = new StringBuilder();
        run(List.of(arguments), output -> text.append(new String(output.readAllBytes(), StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static void run(List<String> arguments, Reader reader) {
        assumeTrue(Files.isExecutable(BINARY), "needs " + BINARY);
        List<String> command = new ArrayList<>(List.of(BINARY.toString(), "-v", "error", "-nostdin"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream output = new BufferedInputStream(process.getInputStream())) {
                reader.read(output);
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException("failed: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Reader {
        void read(InputStream output) throws IOException;
    }
}
