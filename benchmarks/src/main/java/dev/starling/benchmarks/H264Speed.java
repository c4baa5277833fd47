package dev.starling.benchmarks;

import dev.starling.h264.edit.AccessUnit;
import dev.starling.h264.edit.CodedSlice;
import dev.starling.h264.edit.CodedVideo;
import dev.starling.h264.edit.Requantisation;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceReader;
import dev.starling.h264.slice.SliceWriter;
import dev.starling.h264.syntax.ParameterSets;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Speed of the H.264 engine on one core, with 1080p High profile CABAC at 5 Mbit/s: reading slice data, reading and
 * writing it back (identity), and requantising. Prints one line of JSON for each, with the bytes allocated per
 * macroblock. The alternatives on one thread are timed in the same run: decoding the stream with libavcodec, and
 * re-encoding its pictures with libx264. Rates are by CPU time, which other work on the machine disturbs least;
 * {@code seconds} is JMH's wall-clock time.
 *
 * <pre>
 *   java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' dev.starling.benchmarks.H264Speed CLIP [FRAMES]
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 5, time = 4)
public class H264Speed {
    private static final int DEFAULT_FRAMES = 50;

    /** The byte stream to work on. */
    @Param("")
    private String stream = "";

    private CodedVideo video = new CodedVideo(List.of(), List.of(), 0);
    private final List<CodedSlice> slices = new ArrayList<>();
    private final ParameterSets parameterSets = new ParameterSets();
    private final SliceData data = new SliceData();
    private final SliceReader reader = new SliceReader(data);
    private final SliceWriter writer = new SliceWriter(data);

    /** Reads the stream's headers. */
    @Setup
    public void read() throws IOException {
        video = CodedVideo.read(Files.readAllBytes(Path.of(stream)));
        for (AccessUnit unit : video.accessUnits()) {
            slices.addAll(unit.slices());
        }
        parameterSets.put(slices.getFirst().sps());
        parameterSets.put(slices.getFirst().pps());
    }

    /** Entropy decoding: slice data into the workspace. */
    @Benchmark
    public int decodeSliceData(CpuTime time) {
        long start = CpuTime.now();
        int macroblocks = 0;
        for (CodedSlice slice : slices) {
            reader.read(slice.unit(), parameterSets);
            macroblocks += data.mbCount();
        }
        time.addSince(start);
        return macroblocks;
    }

    /** Slice data into the workspace and back into NAL units. */
    @Benchmark
    public int identity(CpuTime time) {
        long start = CpuTime.now();
        int bytes = 0;
        for (CodedSlice slice : slices) {
            reader.read(slice.unit(), parameterSets);
            bytes += writer.writeView().length();
        }
        time.addSince(start);
        return bytes;
    }

    /** Requantises all pictures with a QP offset of 6. */
    @Benchmark
    public CodedVideo requantise(CpuTime time) {
        long start = CpuTime.now();
        CodedVideo requantised = Requantisation.requantise(video, picture -> 6, 1);
        time.addSince(start);
        return requantised;
    }

    /** CPU time of the measuring thread. JMH sums the fields and reports them. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class CpuTime {
        public long cpuNanos;
        public long operations;

        static long now() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        void addSince(long start) {
            cpuNanos += now() - start;
            operations++;
        }
    }

    /** Encodes the stream, measures and prints. */
    public static void main(String[] args) throws IOException, InterruptedException, RunnerException {
        Path clip = Path.of(args[0]);
        int frames = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_FRAMES;
        Path folder = Files.createTempDirectory("starling-h264-speed");
        try {
            Path y4m = folder.resolve("clip.y4m");
            Path stream = folder.resolve("clip.264");
            FfmpegCommand.decodeToY4m(clip, frames, y4m);
            FfmpegCommand.x264(
                    y4m, "medium", "bitrate=5000:vbv-maxrate=5000:vbv-bufsize=10000:cabac=1:8x8dct=1", stream);
            CodedVideo video = CodedVideo.read(Files.readAllBytes(stream));
            Collection<RunResult> results = new Runner(new OptionsBuilder()
                            .include(H264Speed.class.getName())
                            .param("stream", stream.toString())
                            .addProfiler(GCProfiler.class)
                            .timeout(TimeValue.minutes(10))
                            .build())
                    .run();
            for (RunResult result : results) {
                print(video, result);
            }
            printDecoding(stream, video);
            for (String preset : List.of("veryfast", "ultrafast")) {
                printX264(y4m, preset, video.accessUnits().size(), folder.resolve("again.264"));
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void print(CodedVideo video, RunResult result) {
        int pictures = video.accessUnits().size();
        CodedSlice first = video.accessUnits().getFirst().firstSlice();
        double macroblocks =
                (double) pictures * first.sps().picWidthInMbs() * first.sps().frameHeightInMbs();
        double seconds = result.getPrimaryResult().getScore() / 1000;
        double error = result.getPrimaryResult().getScoreError() / 1000;
        double cpuSeconds = secondary(result, "cpuNanos") / secondary(result, "operations") / 1e9;
        double allocated = secondary(result, "gc.alloc.rate.norm");
        System.out.printf(
                Locale.ROOT,
                "{\"benchmark\":\"%s\",\"inputBytes\":%d,\"pictures\":%d,"
                        + "\"seconds\":%.4f,\"secondsError\":%.4f,\"cpuSeconds\":%.4f,"
                        + "\"megabitsPerSecond\":%.1f,\"picturesPerSecond\":%.1f,"
                        + "\"allocatedBytesPerMacroblock\":%.2f}%n",
                result.getPrimaryResult().getLabel(),
                video.sizeBytes(),
                pictures,
                seconds,
                error,
                cpuSeconds,
                video.sizeBytes() * 8 / cpuSeconds / 1e6,
                pictures / cpuSeconds,
                allocated / macroblocks);
    }

    private static double secondary(RunResult result, String name) {
        return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
                .getScore();
    }

    private static void printDecoding(Path stream, CodedVideo video) throws IOException, InterruptedException {
        double cpuSeconds = FfmpegCommand.cpuSeconds(FfmpegCommand.run(
                List.of("-benchmark", "-threads", "1", "-f", "h264", "-i", stream.toString(), "-f", "null", "-")));
        System.out.printf(
                Locale.ROOT,
                "{\"benchmark\":\"libavcodec decodes to pictures, 1 thread\",\"pictures\":%d,\"cpuSeconds\":%.4f,"
                        + "\"megabitsPerSecond\":%.1f,\"picturesPerSecond\":%.1f}%n",
                video.accessUnits().size(),
                cpuSeconds,
                video.sizeBytes() * 8 / cpuSeconds / 1e6,
                video.accessUnits().size() / cpuSeconds);
    }

    private static void printX264(Path y4m, String preset, int pictures, Path stream)
            throws IOException, InterruptedException {
        double cpuSeconds = FfmpegCommand.cpuSeconds(FfmpegCommand.x264(y4m, preset, "bitrate=3500", stream));
        System.out.printf(
                Locale.ROOT,
                "{\"benchmark\":\"libx264 %s, 1 thread, from planes in a file\",\"pictures\":%d,"
                        + "\"cpuSeconds\":%.4f,\"picturesPerSecond\":%.1f}%n",
                preset,
                pictures,
                cpuSeconds,
                pictures / cpuSeconds);
    }
}
