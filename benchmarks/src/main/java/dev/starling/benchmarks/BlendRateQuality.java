package dev.starling.benchmarks;

import dev.starling.h264.edit.Blend;
import dev.starling.h264.edit.BlendLevel;
import dev.starling.h264.edit.CodedVideo;
import dev.starling.h264.edit.PictureChoice;
import dev.starling.h264.edit.Requantisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cost of blending and requantising: bytes and luma PSNR of frame, slice and coefficient blends of neighbouring
 * members, and of requantisation to a budget, compared with encoded members. Prints one line of JSON for each clip and
 * way with the BD-rate: the mean difference in rate at equal PSNR over the range that both curves cover (curves are
 * straight between points, in log rate). Positive is worse.
 *
 * <pre>
 *   java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
 *       dev.starling.benchmarks.BlendRateQuality FRAMES CLIP...
 * </pre>
 */
public final class BlendRateQuality {
    private static final int[] CRFS = {20, 24, 28, 32};
    /**
     * Not multiples of a quarter: with four slices, these select whole slices in every picture, and slice blending
     * looks better than it is for weights in between.
     */
    private static final double[] WEIGHTS = {0.2, 0.4, 0.6, 0.8};

    private static final String STRUCTURE =
            "stitchable=1:scenecut=0:b-adapt=0:bframes=2:b-pyramid=0:keyint=50:min-keyint=50:slices=4:weightp=0";
    private static final Pattern PSNR_Y = Pattern.compile("PSNR y:([0-9.]+|inf)");

    private record Point(long bytes, double psnr) {}

    private BlendRateQuality() {}

    /** Measures the given clips. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int frames = Integer.parseInt(args[0]);
        for (int i = 1; i < args.length; i++) {
            measure(Path.of(args[i]), frames);
        }
    }

    private static void measure(Path clip, int frames) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("starling-blend");
        try {
            Path y4m = folder.resolve("clip.y4m");
            FfmpegCommand.decodeToY4m(clip, frames, y4m);
            List<CodedVideo> members = new ArrayList<>();
            List<Point> memberPoints = new ArrayList<>();
            for (int crf : CRFS) {
                Path stream = folder.resolve("member.264");
                FfmpegCommand.x264(y4m, "medium", STRUCTURE + ":crf=" + crf, stream);
                CodedVideo member = CodedVideo.read(Files.readAllBytes(stream));
                members.add(member);
                memberPoints.add(point(member, y4m, folder));
            }
            Map<String, List<Point>> ways = new TreeMap<>();
            for (int m = 0; m + 1 < members.size(); m++) {
                for (double weight : WEIGHTS) {
                    for (BlendLevel level : BlendLevel.values()) {
                        CodedVideo blended = Blend.blend(members.get(m), members.get(m + 1), level, weight);
                        ways.computeIfAbsent(level.name().toLowerCase(Locale.ROOT), way -> new ArrayList<>())
                                .add(point(blended, y4m, folder));
                    }
                    long budget = Math.round((1 - weight) * members.get(m).sizeBytes()
                            + weight * members.get(m + 1).sizeBytes());
                    if (Requantisation.toBudget(members.get(m), PictureChoice.ALL, OptionalInt.empty(), budget)
                            instanceof Requantisation.Met met) {
                        ways.computeIfAbsent("requantise", way -> new ArrayList<>())
                                .add(point(met.video(), y4m, folder));
                    }
                }
            }
            for (Map.Entry<String, List<Point>> way : ways.entrySet()) {
                print(clip, way.getKey(), memberPoints, way.getValue());
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

    private static Point point(CodedVideo video, Path y4m, Path folder) throws IOException, InterruptedException {
        Path stream = folder.resolve("measured.264");
        Files.write(stream, video.toByteArray());
        // Timestamps from frame numbers: those of a byte stream are unreliable.
        String output = FfmpegCommand.run(List.of(
                "-f",
                "h264",
                "-i",
                stream.toString(),
                "-i",
                y4m.toString(),
                "-lavfi",
                "[0:v]settb=1/25,setpts=N[a];[1:v]settb=1/25,setpts=N[b];[a][b]psnr",
                "-f",
                "null",
                "-"));
        Matcher matcher = PSNR_Y.matcher(output);
        if (!matcher.find()) {
            throw new IOException("no PSNR in: " + output);
        }
        return new Point(video.sizeBytes(), Double.parseDouble(matcher.group(1)));
    }

    private static void print(Path clip, String way, List<Point> members, List<Point> points) {
        OptionalDouble bdRate = bdRate(members, points);
        System.out.printf(
                Locale.ROOT,
                "{\"clip\":\"%s\",\"way\":\"%s\",\"bdRatePercent\":%s,\"members\":%s,\"points\":%s}%n",
                clip.getFileName(),
                way,
                bdRate.isPresent() ? String.format(Locale.ROOT, "%.1f", bdRate.getAsDouble()) : "null",
                json(members),
                json(points));
    }

    private static String json(List<Point> points) {
        return points.stream()
                .map(point -> String.format(Locale.ROOT, "[%d,%.2f]", point.bytes, point.psnr))
                .toList()
                .toString();
    }

    /**
     * The mean difference in log rate between the two curves over the PSNR range that both cover, in per cent; empty if
     * the ranges do not overlap.
     */
    private static OptionalDouble bdRate(List<Point> reference, List<Point> tested) {
        double low = Math.max(min(reference), min(tested));
        double high = Math.min(max(reference), max(tested));
        if (high <= low) {
            return OptionalDouble.empty();
        }
        int samples = 1000;
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            double psnr = low + (high - low) * (i + 0.5) / samples;
            sum += logRate(tested, psnr) - logRate(reference, psnr);
        }
        return OptionalDouble.of(100 * (Math.exp(sum / samples) - 1));
    }

    private static double min(List<Point> points) {
        return points.stream().mapToDouble(Point::psnr).min().orElseThrow();
    }

    private static double max(List<Point> points) {
        return points.stream().mapToDouble(Point::psnr).max().orElseThrow();
    }

    /** The lowest log rate at which the curve, its points joined by increasing rate, reaches {@code psnr}. */
    private static double logRate(List<Point> points, double psnr) {
        List<Point> byRate =
                points.stream().sorted((a, b) -> Long.compare(a.bytes, b.bytes)).toList();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i + 1 < byRate.size(); i++) {
            Point a = byRate.get(i);
            Point b = byRate.get(i + 1);
            if (a.psnr <= psnr && psnr <= b.psnr && b.psnr > a.psnr) {
                double t = (psnr - a.psnr) / (b.psnr - a.psnr);
                best = Math.min(best, (1 - t) * Math.log((double) a.bytes) + t * Math.log((double) b.bytes));
            }
        }
        if (best == Double.POSITIVE_INFINITY) {
            throw new IllegalStateException("PSNR " + psnr + " is not on the curve " + points);
        }
        return best;
    }
}
