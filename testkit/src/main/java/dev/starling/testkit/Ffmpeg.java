package dev.starling.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The ffmpeg command: an independent encoder (x264) and decoder of the streams that tests need. Tests that use it are
 * skipped where it is not installed.
 */
public final class Ffmpeg {
    private static final Path COMMAND = Path.of("/usr/bin/ffmpeg");

    /**
     * The result of decoding a stream.
     *
     * @param complaints its lines of level warning and above; none for a valid stream
     * @param frameMd5s MD5s of the decoded pictures in output order
     */
    public record Decoded(List<String> complaints, List<String> frameMd5s) {}

    private Ffmpeg() {}

    /** Skips the calling test where there is no ffmpeg. */
    public static void assumeInstalled() {
        Assumptions.assumeTrue(Files.isExecutable(COMMAND), COMMAND + " is not installed: apt-get install ffmpeg");
    }

    /**
     * Encodes a synthetic source with x264 to a byte stream of Annex B.
     *
     * @param source a video source of lavfi, such as {@code testsrc2=size=176x144:rate=25}
     * @param frames number of frames
     * @param x264Params as {@code -x264-params} takes them, or empty
     * @param more further arguments, such as {@code -pix_fmt yuv422p}
     */
    public static byte[] x264(String source, int frames, String x264Params, String... more) {
        List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source, "-frames:v", "" + frames));
        arguments.addAll(List.of("-c:v", "libx264", "-threads", "1", "-pix_fmt", "yuv420p"));
        if (!x264Params.isEmpty()) {
            arguments.addAll(List.of("-x264-params", x264Params));
        }
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("-f", "h264"));
        Run run = run(new byte[0], arguments);
        assertThat(run.exitCode).as(() -> "ffmpeg: " + run.errors).isZero();
        return run.output;
    }

    /** Decodes a byte stream of Annex B. */
    public static Decoded decode(byte[] byteStream) {
        Run run = run(
                byteStream,
                List.of("-f", "h264", "-threads", "1", "-i", "pipe:0", "-fps_mode", "passthrough", "-f", "framemd5"));
        List<String> md5s = new String(run.output, StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
        return new Decoded(run.errors.lines().toList(), md5s);
    }

    /** Reads what a command writes, while it runs. */
    @FunctionalInterface
    public interface OutputReader {
        /** Reads to the end of the stream. */
        void read(InputStream output) throws IOException;
    }

    /**
     * Runs a command on files; skips the calling test where there is no ffmpeg.
     *
     * @param arguments all arguments; what they write to {@code -} is read
     */
    public static void run(List<String> arguments, OutputReader reader) {
        assumeInstalled();
        List<String> command = new ArrayList<>(List.of(COMMAND.toString(), "-hide_banner", "-v", "error", "-nostdin"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream output = new BufferedInputStream(process.getInputStream())) {
                reader.read(output);
            }
            assertThat(process.waitFor()).as(() -> "exit code of " + command).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A process that has ended. */
    private static final class Run {
        final int exitCode;
        final byte[] output;
        final String errors;

        Run(int exitCode, byte[] output, String errors) {
            this.exitCode = exitCode;
            this.output = output;
            this.errors = errors;
        }
    }

    private static Run run(byte[] input, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(COMMAND.toString(), "-hide_banner", "-v", "warning", "-y"));
        command.addAll(arguments);
        command.add("pipe:1");
        try {
            Path in = Files.createTempFile("starling", ".h264");
            Path errors = Files.createTempFile("starling", ".txt");
            try {
                Files.write(in, input);
                Process process = new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectError(errors.toFile())
                        .start();
                byte[] output = process.getInputStream().readAllBytes();
                int exitCode = process.waitFor();
                return new Run(exitCode, output, Files.readString(errors));
            } finally {
                Files.delete(in);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
