package dev.starling.benchmarks;

import dev.starling.farm.executor.Workbench;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.InputFile;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.EncodedMember;
import dev.starling.farm.task.MeasureTask;
import dev.starling.farm.task.MeasureTask.Scoring;
import dev.starling.farm.task.MemberScores;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.EncoderVersion;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.Quality;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Scores from a sample of a member's pictures, compared with those of all pictures: differences of the means, and
 * processor time over that of libx264 for the same members. Takes one clip of each video, in up to three sizes with
 * preset medium at CRF 22, 28 and 34, on one thread. Prints a line of JSON for each clip and one for all: differences
 * in points of VMAF are absolute, the larger one of VMAF and VMAF NEG; {@code bias} keeps the sign of VMAF's.
 *
 * <p>The first clip is measured twice, so that the compiler is done before anything counts; its own threads are not
 * counted.
 *
 * <p>Arguments: which clip of each video, from 0 (the last one if there are fewer), and the videos.
 */
public final class SampledScoring {
    private static final List<Double> CRFS = List.of(22.0, 28.0, 34.0);

    private SampledScoring() {}

    /** A member: what was measured, and processor seconds. */
    private record Measured(Quality all, Quality sample, Cpu cpu) {
        double difference() {
            return Math.max(Math.abs(sample.vmaf() - all.vmaf()), Math.abs(sample.vmafNeg() - all.vmafNeg()));
        }
    }

    private record Cpu(double encode, double sample, double all) {}

    public static void main(String[] args) throws IOException, TaskException {
        if (args.length < 2) {
            System.err.println("usage: SampledScoring CLIP VIDEO...");
            System.exit(2);
        }
        int clip = Integer.parseInt(args[0]);
        List<Measured> all = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            Path video = Path.of(args[i]);
            if (i == 1) {
                measure(video, clip);
            }
            List<Measured> members = measure(video, clip);
            print(String.valueOf(video.getFileName()), members);
            all.addAll(members);
        }
        print("all", all);
    }

    private static void print(String name, List<Measured> members) {
        double[] differences =
                members.stream().mapToDouble(Measured::difference).sorted().toArray();
        double encode = members.stream().mapToDouble(it -> it.cpu().encode()).sum();
        System.out.printf(
                Locale.ROOT,
                "{\"video\":\"%s\",\"members\":%d,\"median\":%.3f,\"p95\":%.3f,\"max\":%.3f,\"above0.3\":%.3f,"
                        + "\"bias\":%.3f,\"psnr\":%.3f,\"ssim\":%.5f,\"sampleCpuPerEncode\":%.3f,"
                        + "\"allCpuPerEncode\":%.3f}%n",
                name,
                members.size(),
                percentile(differences, 50),
                percentile(differences, 95),
                percentile(differences, 100),
                Arrays.stream(differences).filter(it -> it > 0.3).count() / (double) members.size(),
                mean(members, it -> it.sample().vmaf() - it.all().vmaf()),
                mean(members, it -> Math.abs(it.sample().psnr() - it.all().psnr())),
                mean(members, it -> Math.abs(it.sample().ssim() - it.all().ssim())),
                members.stream().mapToDouble(it -> it.cpu().sample()).sum() / encode,
                members.stream().mapToDouble(it -> it.cpu().all()).sum() / encode);
    }

    private static double mean(List<Measured> members, ToDoubleFunction<Measured> value) {
        return members.stream().mapToDouble(value).average().orElseThrow();
    }

    private static double percentile(double[] sorted, double percent) {
        return sorted[(int) Math.ceil(percent / 100 * sorted.length) - 1];
    }

    private static List<Measured> measure(Path video, int clip) throws IOException, TaskException {
        Path folder = Files.createTempDirectory("sampled-scoring");
        try (ClipReader reader = new ClipReader(VideoReader.open(video, MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT)) {
            SourceInfo info = reader.reader().info();
            SourceClip found = reader.next().orElseThrow();
            for (Optional<SourceClip> next = reader.next();
                    next.isPresent() && next.get().index() <= clip;
                    next = reader.next()) {
                found.close();
                found = next.get();
            }
            ClipFacts facts = ClipFacts.of(found);
            SourceFormat format = new SourceFormat(
                    new PictureSize(found.width(), found.height()),
                    info.samples().colour(),
                    info.averageFrameRate(),
                    EncoderVersion.ofLoaded().toString());
            found.close();
            ResultStore store = new DirectoryStore(folder);
            try (Workbench bench = new Workbench(store, InputFile.of(video), MediaLimits.DEFAULT)) {
                return new Members(bench, store, facts, format).measure();
            }
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /** The members of one clip. */
    private record Members(Workbench bench, ResultStore store, ClipFacts clip, SourceFormat format) {
        List<Measured> measure() throws IOException, TaskException {
            Task deciding = new PictureTypesTask(clip, format, StructuralGenes.DEFAULT);
            cpuSeconds(deciding);
            GopStructure types = PictureTypesTask.read(result(deciding));
            List<PictureSize> sizes =
                    FixedProfiles.forSource(format.displaySize(), Preset.MEDIUM, FixedProfiles.BEST_CRF).stream()
                            .map(Profile.H264::pictureSize)
                            .distinct()
                            .toList();
            List<Measured> measured = new ArrayList<>();
            for (PictureSize size : sizes) {
                for (double crf : CRFS) {
                    Profile.H264 profile = new Profile.H264(
                            size,
                            StructuralGenes.DEFAULT,
                            new RateControl.ConstantRateFactor(crf),
                            Tuning.DEFAULT.withPreset(Preset.MEDIUM));
                    measured.add(measure(new MemberTask(clip, format, types, profile)));
                }
            }
            return measured;
        }

        private Measured measure(MemberTask member) throws IOException, TaskException {
            cpuSeconds(member);
            double encode = EncodedMember.read(result(member)).cpuTime().toNanos() / 1e9;
            Task sampling = new MeasureTask(member, Scoring.SAMPLE);
            Task scoringAll = new MeasureTask(member, Scoring.ALL);
            double sample = cpuSeconds(sampling);
            double all = cpuSeconds(scoringAll);
            return new Measured(
                    MemberScores.read(result(scoringAll)).mean(),
                    MemberScores.read(result(sampling)).mean(),
                    new Cpu(encode, sample, all));
        }

        private double cpuSeconds(Task task) throws IOException, TaskException {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            bench.perform(task);
            return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
        }

        private byte[] result(Task task) throws IOException {
            return store.find(task.key()).orElseThrow();
        }
    }
}
