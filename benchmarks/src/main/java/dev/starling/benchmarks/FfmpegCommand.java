package dev.starling.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the ffmpeg command, which makes the streams to measure and serves for comparison. */
final class FfmpegCommand {
    private static final Pattern CPU_TIME = Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s");

    private FfmpegCommand() {}

    /**
     * Runs {@code ffmpeg} and returns its output at log level info.
     *
     * @throws IOException if it fails; the message contains the output
     */
    static String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-y"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /** CPU seconds, user and system, in the output of a command with {@code -benchmark}. */
    static double cpuSeconds(String output) {
        Matcher matcher = CPU_TIME.matcher(output);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no CPU time in: " + output);
        }
        return Double.parseDouble(matcher.group(1)) + Double.parseDouble(matcher.group(2));
    }

    /** Decodes the first {@code frames} frames of a clip to a YUV4MPEG2 file, 4:2:0. */
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
     * Encodes with libx264 on one thread to an Annex B byte stream.
     *
     * @return the output of {@code ffmpeg}
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
