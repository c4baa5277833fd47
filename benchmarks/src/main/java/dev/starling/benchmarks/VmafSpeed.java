package dev.starling.benchmarks;

import dev.starling.quality.Frame;
import dev.starling.quality.Metric;
import dev.starling.quality.PixelFormat;
import dev.starling.quality.QualityMeter;
import dev.starling.quality.VmafModel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thread of 1080p VMAF against a one-thread libx264 veryfast encode of the same frames, in turns, in the same run. Prints
 * one JSON object with processor milliseconds a frame, the best of all rounds of each, and their ratio: above 1, VMAF is the
 * faster of the two.
 *
 * <p>Arguments: a 1080p video file, and how many of its frames (60). Needs {@code ffmpeg} on the path.
 */
public final class VmafSpeed {

    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;
    private static final int ROUNDS = 8;

    private VmafSpeed() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: VmafSpeed VIDEO [FRAMES]");
            System.exit(2);
        }
        int frames = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        Path directory = Files.createTempDirectory("vmaf-speed");
        Path reference = directory.resolve("reference.yuv");
        Path encoded = directory.resolve("encoded.mp4");
        Path distorted = directory.resolve("distorted.yuv");
        try (Arena arena = Arena.ofConfined()) {
            ffmpeg("-i", args[0], "-frames:v", "" + frames, "-pix_fmt", "yuv420p", "-f", "rawvideo", "" + reference);
            encode(reference, "" + encoded);
            ffmpeg("-i", "" + encoded, "-pix_fmt", "yuv420p", "-f", "rawvideo", "" + distorted);
            MemorySegment references = map(reference, arena);
            MemorySegment others = map(distorted, arena);
            double encodeMillis = Double.POSITIVE_INFINITY;
            double vmafMillis = Double.POSITIVE_INFINITY;
            for (int round = 0; round < ROUNDS; round++) {
                encodeMillis = Math.min(encodeMillis, encode(reference, "-f", "null", "-") / frames);
                vmafMillis = Math.min(vmafMillis, vmaf(references, others, frames) / frames);
            }
            System.out.printf(
                    Locale.ROOT,
                    "{\"frames\":%d,\"rounds\":%d,\"encodeCpuMillisPerFrame\":%.2f,\"vmafCpuMillisPerFrame\":%.2f,"
                            + "\"vmafSpeedOverEncodeSpeed\":%.3f}%n",
                    frames,
                    ROUNDS,
                    encodeMillis,
                    vmafMillis,
                    encodeMillis / vmafMillis);
        } finally {
            Files.deleteIfExists(reference);
            Files.deleteIfExists(encoded);
            Files.deleteIfExists(distorted);
            Files.deleteIfExists(directory);
        }
    }

    /** Processor milliseconds of this thread, which does all the work. */
    private static double vmaf(MemorySegment references, MemorySegment others, int frames) {
        QualityMeter meter = new QualityMeter(List.of(new Metric.Vmaf(VmafModel.starlingFit())));
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int frame = 0; frame < frames; frame++) {
            meter.measure(frame(references, frame), frame(others, frame));
        }
        meter.finish();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6;
    }

    private static Frame frame(MemorySegment packed, int frame) {
        long bytes = Frame.packedBytes(PixelFormat.YUV420P, WIDTH, HEIGHT);
        return Frame.packed(PixelFormat.YUV420P, WIDTH, HEIGHT, packed.asSlice(frame * bytes, bytes));
    }

    /** User and system milliseconds of the encode, reading the raw frames included. */
    private static double encode(Path reference, String... output) throws IOException, InterruptedException {
        String size = WIDTH + "x" + HEIGHT;
        List<String> arguments = new ArrayList<>(
                List.of("-f", "rawvideo", "-s", size, "-r", "25", "-pix_fmt", "yuv420p", "-i", "" + reference));
        arguments.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-threads", "1"));
        arguments.addAll(List.of(output));
        Matcher time =
                Pattern.compile("utime=([0-9.]+)s stime=([0-9.]+)s").matcher(ffmpeg(arguments.toArray(String[]::new)));
        if (!time.find()) {
            throw new IllegalStateException("ffmpeg -benchmark reported no time");
        }
        return 1000 * (Double.parseDouble(time.group(1)) + Double.parseDouble(time.group(2)));
    }

    private static String ffmpeg(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-y", "-benchmark"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("failed: " + command + "\n" + text);
            }
            return text;
        }
    }

    private static MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }
}
