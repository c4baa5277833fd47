package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.benchmarks.ConstantSlope.Choice;
import dev.starling.benchmarks.ConstantSlope.Stretch;
import dev.starling.benchmarks.LadderScores.Scored;
import dev.starling.benchmarks.LadderTitles.JoinedTitle;
import dev.starling.farm.vmaf.VmafModelFile;
import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A swarm against a plain ladder of the same title: bits at equal mean VMAF NEG with the best choice per clip, storage,
 * processor time, and how well the swarm's members are spread. The videos of one size are joined to titles of about a
 * minute ({@link LadderTitles}), the ladder is {@link PlainLadder}, the swarm is what {@code starling encode} makes.
 * Prints one JSON object per title, and one with the means. docs/results/ladder.md explains every figure.
 *
 * <pre>
 *   java … dev.starling.benchmarks.LadderBenchmark WORK [OPTION]… VIDEO|FOLDER… [-- ENCODE_OPTION…]
 * </pre>
 *
 * <p>Everything is kept in the folder {@code WORK}: titles, ladders, packages, scores and processor times. Run the same
 * command again to resume. Options: {@code --label NAME} of the swarm (default {@code swarm}; use another one for other
 * code or encode options), {@code --starling SCRIPT} (default {@code ./starling}), {@code --models FOLDER} of libvmaf's
 * models (default {@code ../shared/vmaf/models}), {@code --pairs N} of timed encodes (default 2), {@code --seconds N}
 * of a title (default 60), {@code --titles REGEX} (default all), {@code --target POINTS} of the top members (default
 * 95), {@code --threads N} for measuring (default 1).
 */
public final class LadderBenchmark {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MODEL = "vmaf_v0.6.1neg.json";
    private static final double TOP_TOLERANCE = 1.5;
    private static final double LOW_BITS_PER_SECOND = 200_000;
    private static final int[] QUALITIES = {70, 80, 86, 90, 93, 95};

    private final Path work;
    private final BenchmarkArguments arguments;
    private final LadderScores scores;

    private LadderBenchmark(Path work, BenchmarkArguments arguments) throws IOException {
        this.work = work;
        this.arguments = arguments;
        this.scores = new LadderScores(
                work.resolve("scores.tsv"),
                VmafModelFile.read(Path.of(arguments.option("models", "../shared/vmaf/models"))
                        .resolve(MODEL)),
                Integer.parseInt(arguments.option("threads", "1")));
    }

    /** Measures and prints. */
    public static void main(String[] args) throws IOException, InterruptedException {
        BenchmarkArguments arguments = BenchmarkArguments.of(
                "LadderBenchmark WORK [OPTION]... VIDEO|FOLDER... [-- ENCODE_OPTION...]", 2, args);
        Path work = Files.createDirectories(arguments.paths().getFirst());
        LadderBenchmark benchmark = new LadderBenchmark(work, arguments);
        double seconds = Double.parseDouble(arguments.option("seconds", "60"));
        List<Map<String, Object>> results = new ArrayList<>();
        String wanted = arguments.option("titles", ".*");
        for (JoinedTitle title : LadderTitles.join(
                arguments.paths().subList(1, arguments.paths().size()),
                seconds,
                name -> name.matches(wanted),
                work.resolve("titles"))) {
            Map<String, Object> result = benchmark.run(title);
            System.out.println(JSON.writeValueAsString(result));
            results.add(result);
        }
        if (results.isEmpty()) {
            throw new IllegalArgumentException("no title is named like " + wanted);
        }
        System.out.println(JSON.writeValueAsString(means(results)));
    }

    private Map<String, Object> run(JoinedTitle title) throws IOException, InterruptedException {
        Path folder = work.resolve(title.file().getFileName().toString().replace(".mkv", ""));
        Path ladder = folder.resolve("ladder");
        Path swarm = folder.resolve(arguments.option("label", "swarm"));
        Path pairs = folder.resolve(arguments.option("label", "swarm") + ".pairs.json");
        JsonNode timed = encode(title, ladder, swarm, pairs);
        PackageReader reader = PackageReader.open(swarm);
        List<Path> rungs = IntStream.range(0, PlainLadder.rungs(title).size())
                .mapToObj(i -> PlainLadder.file(ladder, i))
                .toList();
        Scored scored = scores.measure(title, reader, rungs);
        List<Stretch> ofSwarm = ofSwarm(reader.title().clips(), scored);
        List<Stretch> ofLadder = ofLadder(title, reader.title().frameCount(), rungs, scored);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("title", title.name());
        result.put("label", arguments.option("label", "swarm"));
        result.put("size", title.size().toString());
        result.put("seconds", rounded(seconds(ofSwarm)));
        bits(result, ConstantSlope.curve(ofLadder), ConstantSlope.curve(ofSwarm));
        result.put("storageRatio", rounded(storedBits(ofSwarm) / storedBits(ofLadder)));
        result.put("storedKilobitsPerSecond", rounded(storedBits(ofSwarm) / seconds(ofSwarm) / 1e3));
        result.put("storedByLadder", rounded(storedBits(ofLadder) / seconds(ofLadder) / 1e3));
        cpu(result, timed);
        members(result, ofSwarm, timed);
        Files.writeString(
                folder.resolve(arguments.option("label", "swarm") + ".clips.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(ofSwarm));
        return result;
    }

    /** Makes what is missing of the ladder and the package, in timed pairs, and returns the times. */
    private JsonNode encode(JoinedTitle title, Path ladder, Path swarm, Path file)
            throws IOException, InterruptedException {
        List<Map<String, Object>> pairs = new ArrayList<>();
        if (Files.exists(file)) {
            for (JsonNode pair : JSON.readTree(file.toFile())) {
                pairs.add(JSON.convertValue(pair, Pair.class).asMap());
            }
        }
        String starling = arguments.option("starling", "./starling");
        int wanted = Integer.parseInt(arguments.option("pairs", "2"));
        while (pairs.size() < wanted) {
            // Builds Starling before the clock runs, if it is out of date.
            Path log = Files.createDirectories(swarm.getParent()).resolve("encode.log");
            CpuTime.of(List.of(starling, "--version"), log);
            boolean swarmFirst = pairs.size() % 2 == 1;
            OptionalDouble before = swarmFirst ? OptionalDouble.empty() : OptionalDouble.of(ladder(title, ladder, log));
            Path output = Files.exists(swarm) ? swarm.resolveSibling("again") : swarm;
            // What an interrupted run left would make this one look fast.
            delete(output);
            delete(output.resolveSibling(output.getFileName() + ".work"));
            List<String> command = new ArrayList<>(
                    List.of(starling, "encode", title.file().toString(), "-o", output.toString(), "--json"));
            command.addAll(arguments.rest());
            CpuTime encode = CpuTime.of(command, log);
            if (!output.equals(swarm)) {
                delete(output);
            }
            double ofLadder = before.isPresent() ? before.getAsDouble() : ladder(title, ladder, log);
            JsonNode report = JSON.readTree(encode.output().lines().reduce("", (_, last) -> last));
            pairs.add(new Pair(
                            ofLadder,
                            encode.seconds(),
                            report.path("encoded").asInt()
                                    + report.path("reused").asInt())
                    .asMap());
            JSON.writeValue(file.toFile(), pairs);
        }
        return JSON.valueToTree(pairs);
    }

    /**
     * A timed pair.
     *
     * @param ladder processor seconds
     * @param swarm processor seconds
     * @param encodes of clips, that the swarm took
     */
    private record Pair(double ladder, double swarm, int encodes) {
        Map<String, Object> asMap() {
            return Map.of("ladder", ladder, "swarm", swarm, "encodes", encodes);
        }
    }

    private static double ladder(JoinedTitle title, Path ladder, Path log) throws IOException, InterruptedException {
        Path output = Files.exists(ladder) ? ladder.resolveSibling("again") : ladder;
        Path unfinished = ladder.resolveSibling("unfinished");
        delete(output);
        double seconds = PlainLadder.encode(title, unfinished, log).seconds();
        Files.move(unfinished, output);
        if (!output.equals(ladder)) {
            delete(output);
        }
        return seconds;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static List<Stretch> ofSwarm(List<Clip> clips, Scored scored) {
        List<Stretch> stretches = new ArrayList<>();
        for (Clip clip : clips) {
            Map<ClusterId, Double> qualities = scored.members().get(clip.index());
            List<Choice> choices = new ArrayList<>();
            for (Member member : clip.members()) {
                choices.add(new Choice(member.bytes() * 8.0, qualities.getOrDefault(member.cluster(), Double.NaN)));
            }
            stretches.add(new Stretch(clip.seconds(), choices));
        }
        return stretches;
    }

    private static List<Stretch> ofLadder(JoinedTitle title, long pictures, List<Path> rungs, Scored scored)
            throws IOException, InterruptedException {
        int gopPictures = PlainLadder.GOP_SECONDS * title.picturesPerSecond();
        int gops = (int) Math.ceilDiv(pictures, gopPictures);
        List<long[]> bytes = new ArrayList<>();
        for (Path rung : rungs) {
            bytes.add(PlainLadder.gopBytes(rung, gops));
        }
        List<Stretch> stretches = new ArrayList<>();
        for (int gop = 0; gop < gops; gop++) {
            List<Choice> choices = new ArrayList<>();
            for (int rung = 0; rung < rungs.size(); rung++) {
                double[] qualities = scored.gops().get(rung);
                // A last GOP of less than four pictures may have none that is scored.
                choices.add(new Choice(bytes.get(rung)[gop] * 8.0, qualities[Math.min(gop, qualities.length - 1)]));
            }
            long length = Math.min(gopPictures, pictures - (long) gop * gopPictures);
            stretches.add(new Stretch((double) length / title.picturesPerSecond(), choices));
        }
        return stretches;
    }

    private static double seconds(List<Stretch> stretches) {
        return stretches.stream().mapToDouble(Stretch::seconds).sum();
    }

    private static double storedBits(List<Stretch> stretches) {
        return stretches.stream()
                .flatMap(it -> it.choices().stream())
                .mapToDouble(Choice::bits)
                .sum();
    }

    /** Bits at equal mean VMAF NEG. */
    private static void bits(Map<String, Object> result, List<RateQualityPoint> ladder, List<RateQualityPoint> swarm) {
        double from = Math.max(ladder.getFirst().quality(), swarm.getFirst().quality());
        double to = Math.min(ladder.getLast().quality(), swarm.getLast().quality());
        result.put("bitsRatio", rounded(1 + Bjontegaard.rate(ladder, swarm).orElse(Double.NaN)));
        result.put("overVmafNeg", List.of(rounded(from), rounded(to)));
        Map<String, Object> ratios = new LinkedHashMap<>();
        for (int quality : QUALITIES) {
            OptionalDouble ofSwarm = ConstantSlope.bitsPerSecondAt(swarm, quality);
            OptionalDouble ofLadder = ConstantSlope.bitsPerSecondAt(ladder, quality);
            if (ofSwarm.isPresent() && ofLadder.isPresent()) {
                ratios.put(Integer.toString(quality), rounded(ofSwarm.getAsDouble() / ofLadder.getAsDouble()));
            }
        }
        result.put("bitsRatioAt", ratios);
    }

    private static void cpu(Map<String, Object> result, JsonNode pairs) {
        List<Double> ratios = new ArrayList<>();
        for (JsonNode pair : pairs) {
            ratios.add(pair.get("swarm").asDouble() / pair.get("ladder").asDouble());
        }
        result.put("cpuRatio", rounded(quantile(ratios, 0.5)));
        result.put("cpuRatioRange", List.of(rounded(quantile(ratios, 0)), rounded(quantile(ratios, 1))));
        result.put("cpuPairs", pairs);
    }

    /** How the members of the clips are spread. */
    private void members(Map<String, Object> result, List<Stretch> clips, JsonNode pairs) {
        double target = Double.parseDouble(arguments.option("target", "95"));
        List<Double> tops = new ArrayList<>();
        List<Double> gaps = new ArrayList<>();
        List<Double> lowest = new ArrayList<>();
        List<Double> lowestQualities = new ArrayList<>();
        int members = 0;
        int undominated = 0;
        for (Stretch clip : clips) {
            List<Choice> best = ConstantSlope.undominated(clip.choices());
            tops.add(best.getLast().quality());
            lowest.add(best.getFirst().bits() / clip.seconds());
            lowestQualities.add(best.getFirst().quality());
            for (int i = 1; i < best.size(); i++) {
                gaps.add(best.get(i).quality() - best.get(i - 1).quality());
            }
            members += clip.choices().size();
            undominated += best.size();
        }
        result.put("clips", clips.size());
        result.put("members", members);
        result.put("dominated", members - undominated);
        result.put("encodesPerMember", rounded(pairs.path(0).path("encodes").asDouble() / members));
        result.put("topNearTarget", share(tops, it -> Math.abs(it - target) <= TOP_TOLERANCE));
        result.put("topBelowTarget", share(tops, it -> it < target - TOP_TOLERANCE));
        result.put("topAboveTarget", share(tops, it -> it > target + TOP_TOLERANCE));
        result.put("topRange", List.of(rounded(quantile(tops, 0)), rounded(quantile(tops, 1))));
        result.put("gapMedian", rounded(quantile(gaps, 0.5)));
        result.put("gap95", rounded(quantile(gaps, 0.95)));
        result.put("gapMax", rounded(quantile(gaps, 1)));
        result.put("lowestUpTo200k", share(lowest, it -> it <= LOW_BITS_PER_SECOND));
        result.put("lowestKilobitsMedian", rounded(quantile(lowest, 0.5) / 1e3));
        result.put("lowestVmafNegMedian", rounded(quantile(lowestQualities, 0.5)));
    }

    private static double share(List<Double> values, DoublePredicate holds) {
        return rounded(values.stream().filter(holds::test).count() / (double) values.size());
    }

    private static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }

    /** The means over the titles of all figures that are numbers. */
    private static Map<String, Object> means(List<Map<String, Object>> results) {
        Map<String, Object> means = new LinkedHashMap<>();
        means.put("title", "mean of " + results.size());
        for (Map.Entry<String, Object> figure : results.getFirst().entrySet()) {
            if (figure.getValue() instanceof Number) {
                means.put(
                        figure.getKey(),
                        rounded(results.stream()
                                .map(it -> it.get(figure.getKey()))
                                .filter(Number.class::isInstance)
                                .mapToDouble(it -> ((Number) it).doubleValue())
                                .average()
                                .orElse(Double.NaN)));
            }
        }
        return means;
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : value;
    }
}
