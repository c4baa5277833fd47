package dev.starling.benchmarks;

import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.executor.Engine;
import dev.starling.farm.executor.TaskExecutor;
import dev.starling.farm.executor.TaskSite;
import dev.starling.farm.executor.Workbench;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Time that the farm takes for a swarm, compared with the same encodes by the {@code ffmpeg} command, one after
 * another. Both use as many threads as there are processors, and neither measures quality: the farm finds all
 * measurements in its store, from a first run that is not timed, but decodes, decides picture types, encodes and packs
 * again. The two take turns. Prints one JSON object: seconds of each round and the median of the rounds' ratios; below
 * 1, the farm is faster.
 *
 * <p>Arguments: a video file, libx264's preset (default medium) and the number of rounds (default 3).
 */
public final class EncodeSpeed {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private EncodeSpeed() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 1 || args.length > 3) {
            System.err.println("usage: EncodeSpeed VIDEO [PRESET [ROUNDS]]");
            System.exit(2);
        }
        Path input = Path.of(args[0]);
        Preset preset = args.length > 1 ? Preset.valueOf(args[1].toUpperCase(Locale.ROOT)) : Preset.MEDIUM;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        Path folder = Files.createTempDirectory("encode-speed");
        try {
            EncodeRequest request =
                    EncodeRequest.of(input, folder.resolve("package"), CORES).withPreset(preset);
            Recorder recorder = new Recorder();
            Path whole = folder.resolve("whole");
            Farm.on(recorder, "", Map.of()).encode(request.withStore(whole), event -> {});
            double[] farmSeconds = new double[rounds];
            double[] commandSeconds = new double[rounds];
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                Path store = folder.resolve("round" + round);
                copyMeasurements(recorder.tasks, whole, store);
                long start = System.nanoTime();
                new Farm().encode(request.withStore(store), event -> {});
                farmSeconds[round] = secondsSince(start);
                start = System.nanoTime();
                for (Profile.H264 profile : recorder.profiles()) {
                    encodeByCommand(input, profile, folder.resolve("command.mp4"));
                }
                commandSeconds[round] = secondsSince(start);
                ratios[round] = farmSeconds[round] / commandSeconds[round];
            }
            Arrays.sort(ratios);
            System.out.printf(
                    Locale.ROOT,
                    "{\"threads\":%d,\"preset\":\"%s\",\"encodes\":%d,\"farmSeconds\":%s,\"commandSeconds\":%s,"
                            + "\"farmOverCommandMedian\":%.3f,\"lowest\":%.3f,\"highest\":%.3f}%n",
                    CORES,
                    preset,
                    recorder.profiles().size(),
                    Arrays.toString(farmSeconds),
                    Arrays.toString(commandSeconds),
                    ratios[rounds / 2],
                    ratios[0],
                    ratios[rounds - 1]);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /** Copies all results but those whose making is timed. */
    private static void copyMeasurements(Iterable<Task> tasks, Path from, Path to) throws IOException {
        DirectoryStore source = new DirectoryStore(from);
        DirectoryStore target = new DirectoryStore(to);
        for (Task task : tasks) {
            if (!(task instanceof MemberTask || task instanceof PictureTypesTask)) {
                target.put(task.key(), source.find(task.key()).orElseThrow());
            }
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Encodes the whole title under a profile, with the parameters that affect time. */
    private static void encodeByCommand(Path input, Profile.H264 profile, Path output)
            throws IOException, InterruptedException {
        double crf = profile.rateControl().rateFactor();
        String size =
                profile.pictureSize().width() + ":" + profile.pictureSize().height();
        FfmpegCommand.run(List.of(
                "-i",
                input.toString(),
                "-an",
                "-vf",
                "scale=" + size + ":flags=bicubic",
                "-c:v",
                "libx264",
                "-threads",
                Integer.toString(CORES),
                "-preset",
                profile.tuning().preset().toString(),
                "-crf",
                Double.toString(crf),
                "-x264-params",
                parameters(profile),
                output.toString()));
    }

    private static String parameters(Profile.H264 profile) {
        StructuralGenes structure = profile.structuralGenes();
        Tuning.Search search = profile.tuning().search();
        Tuning.PictureQuantisation pictures = profile.tuning().pictures();
        return String.join(
                ":",
                "psy=0",
                "weightp=0",
                "ref=" + structure.referenceFrames(),
                "bframes=" + structure.maxBFrames(),
                "me=" + search.motionEstimation().name().toLowerCase(Locale.ROOT),
                "subme=" + search.subpelRefinement(),
                "trellis=" + search.trellis(),
                "aq-strength=" + profile.tuning().adaptiveQuantisation().strength(),
                "mbtree=" + (pictures.macroblockTree().isOn() ? 1 : 0),
                "rc-lookahead=" + pictures.lookahead());
    }

    /** Performs all tasks in this process and records them. */
    private static final class Recorder implements Engine {
        private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();

        List<Profile.H264> profiles() {
            List<Profile.H264> profiles = new ArrayList<>();
            for (Task task : tasks) {
                if (task instanceof MemberTask member && !profiles.contains(member.profile())) {
                    profiles.add(member.profile());
                }
            }
            return profiles;
        }

        @Override
        public TaskExecutor start(String master, Map<String, String> settings, TaskSite site, Consumer<String> retries)
                throws IOException {
            Workbench bench = site.open(Path.of(System.getProperty("java.io.tmpdir")));
            Semaphore free = new Semaphore(CORES);
            return new TaskExecutor() {
                @Override
                public int parallelism() {
                    return CORES;
                }

                @Override
                public void run(Task task) throws TaskException, IOException, InterruptedException {
                    free.acquire();
                    try {
                        bench.perform(task);
                        tasks.add(task);
                    } finally {
                        free.release();
                    }
                }

                @Override
                public void close() {
                    bench.close();
                }
            };
        }
    }
}
