package dev.starling.benchmarks;

import dev.starling.quality.Metric;
import dev.starling.quality.PixelFormat;
import dev.starling.quality.PlanarFrame;
import dev.starling.quality.QualityMeter;
import dev.starling.quality.VmafModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares 1080p VMAF on one thread with a libx264 veryfast encode of the same frames on one thread; the two take turns
 * in the same run. Prints one JSON object: the processor milliseconds per frame of each, and the ratio of encode to
 * VMAF (above 1, VMAF is faster), each as the median of all rounds with the lowest and the highest. The time that
 * ffmpeg takes to start and to read the frames is measured in every round and subtracted from the encode.
 *
 * <p>A first round of VMAF, which is not counted, lets the compiler compile the kernels; its time is printed as
 * {@code vmafFirstRound}. The compiler's own threads are not counted.
 *
 * <p>Arguments: a 1080p video file, the number of frames (default 60) and of rounds (default 9). Needs {@code ffmpeg}
 * on the path.
 */
public final class VmafSpeed {

    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;

    /** Values of all rounds. */
    private static final class Rounds {
        private final List<Double> values = new ArrayList<>();

        private void add(double value) {
            values.add(value);
        }

        /** Median, lowest and highest as a JSON object. */
        private String json() {
            List<Double> sorted = values.stream().sorted().toList();
            double median = (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
            return String.format(
                    Locale.ROOT,
                    "{\"median\":%.3f,\"min\":%.3f,\"max\":%.3f}",
                    median,
                    sorted.getFirst(),
                    sorted.getLast());
        }
    }

    private VmafSpeed() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 1 || args.length > 3) {
            System.err.println("usage: VmafSpeed VIDEO [FRAMES [ROUNDS]]");
            System.exit(2);
        }
        int frames = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 9;
        Path directory = Files.createTempDirectory("vmaf-speed");
        Path reference = directory.resolve("reference.yuv");
        Path encoded = directory.resolve("encoded.mp4");
        Path distorted = directory.resolve("distorted.yuv");
        try (Arena arena = Arena.ofConfined()) {
            decode(List.of("-i", args[0], "-frames:v", "" + frames), reference);
            encode(reference, "" + encoded);
            decode(List.of("-i", "" + encoded), distorted);
            MemorySegment references = map(reference, arena);
            MemorySegment others = map(distorted, arena);
            double first = vmaf(references, others, frames) / frames;
            Rounds encodes = new Rounds();
            Rounds vmafs = new Rounds();
            Rounds ratios = new Rounds();
            for (int round = 0; round < rounds; round++) {
                double reading = read(reference);
                double encodeMillis = (encode(reference, "-f", "null", "-") - reading) / frames;
                double vmafMillis = vmaf(references, others, frames) / frames;
                encodes.add(encodeMillis);
                vmafs.add(vmafMillis);
                ratios.add(encodeMillis / vmafMillis);
            }
            System.out.printf(
                    Locale.ROOT,
                    "{\"frames\":%d,\"rounds\":%d,\"encodeCpuMillisPerFrame\":%s,\"vmafCpuMillisPerFrame\":%s,"
                            + "\"vmafFirstRound\":%.3f,\"vmafSpeedOverEncodeSpeed\":%s}%n",
                    frames,
                    rounds,
                    encodes.json(),
                    vmafs.json(),
                    first,
                    ratios.json());
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

    private static PlanarFrame frame(MemorySegment packed, int frame) {
        long bytes = PlanarFrame.packedBytes(PixelFormat.YUV420P, WIDTH, HEIGHT);
        return PlanarFrame.packed(PixelFormat.YUV420P, WIDTH, HEIGHT, packed.asSlice(frame * bytes, bytes));
    }

    /** User and system milliseconds of an encode, including ffmpeg's start and the reading of raw frames. */
    private static double encode(Path reference, String... output) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-threads", "1"));
        arguments.addAll(List.of(output));
        return run(reference, arguments);
    }

    /** User and system milliseconds of ffmpeg's start and the reading of raw frames. */
    private static double read(Path reference) throws IOException, InterruptedException {
        return run(reference, List.of("-c:v", "wrapped_avframe", "-f", "null", "-"));
    }

    private static double run(Path reference, List<String> output) throws IOException, InterruptedException {
        String size = WIDTH + "x" + HEIGHT;
        List<String> arguments = new ArrayList<>(List.of("-benchmark", "-f", "rawvideo", "-s", size));
        arguments.addAll(List.of("-r", "25", "-pix_fmt", "yuv420p", "-i", "" + reference));
        arguments.addAll(output);
        return 1000 * FfmpegCommand.cpuSeconds(FfmpegCommand.run(arguments));
    }

    private static void decode(List<String> input, Path planes) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(input);
        arguments.addAll(List.of("-pix_fmt", "yuv420p", "-f", "rawvideo", "" + planes));
        FfmpegCommand.run(arguments);
    }

    private static MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }
}
