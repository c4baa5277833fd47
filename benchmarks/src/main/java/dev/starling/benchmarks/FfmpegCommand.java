package dev.starling.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the ffmpeg command: the encoder whose streams are measured, and what is compared with. */
final class FfmpegCommand {
    private static final Pattern CPU_TIME = Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s");

    private FfmpegCommand() {}

    /**
     * Runs {@code ffmpeg} and returns what it said, at log level info.
     *
     * @throws IOException if it fails, with its last words
     */
    static String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-y"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    /** CPU seconds that a command with {@code -benchmark} said it took. */
    static double cpuSeconds(String said) {
        Matcher matcher = CPU_TIME.matcher(said);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no CPU time in: " + said);
        }
        return Double.parseDouble(matcher.group(1)) + Double.parseDouble(matcher.group(2));
    }

    /** Decodes the first {@code frames} frames of a clip to 4:2:0 planes in a file that knows its size and rate. */
    static void decodeToY4m(Path clip, int frames, Path y4m) throws IOException, InterruptedException {
        run(List.of(
                "-i",
                clip.toString(),
                "-map",
                "0:v:0",
                "-frames:v",
                "" + frames,
                "-fps_mode",
                "passthrough",
                "-pix_fmt",
                "yuv420p",
                y4m.toString()));
    }

    /**
     * Encodes with libx264 on one thread to a byte stream of Annex B.
     *
     * @return what {@code ffmpeg} said
     */
    static String x264(Path y4m, String preset, String params, Path stream) throws IOException, InterruptedException {
        return run(List.of(
                "-benchmark",
                "-i",
                y4m.toString(),
                "-c:v",
                "libx264",
                "-threads",
                "1",
                "-preset",
                preset,
                "-x264-params",
                params,
                "-f",
                "h264",
                stream.toString()));
    }
}
