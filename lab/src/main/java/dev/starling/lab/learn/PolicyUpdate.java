package dev.starling.lab.learn;

import dev.starling.lab.LabException;
import dev.starling.lab.evaluate.ClusterBootstrap;
import dev.starling.lab.evaluate.ClusterBootstrap.Estimate;
import dev.starling.lab.evaluate.SessionFigures;
import dev.starling.lab.evaluate.SessionFigures.Figure;
import dev.starling.lab.policy.LearnedAbrPolicy;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.train.PolicyTraining;
import dev.starling.lab.train.PolicyTraining.Effort;
import dev.starling.lab.train.PolicyTraining.Material;
import dev.starling.lab.train.PolicyTraining.Start;
import dev.starling.lab.train.ReferencePrices;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LivedClip;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Continues the training of a learned policy with what viewers experienced, and judges the result. The paths of the
 * sessions are traces to train on, as likely as all others together; the titles are played as their offers describe
 * them. Viewers and logs are parted in four: two parts train, one chooses the best model, and the last one judges.
 */
public final class PolicyUpdate {
    /** Fewer viewers cannot be parted. */
    public static final int MIN_VIEWERS = 8;

    private static final int MAX_TITLES = 3;
    private static final int MAX_PATHS_TO_CHOOSE_ON = 40;
    private static final int MAX_TRACES_OF_FAMILY = 17;
    private static final double MIN_BUFFER_SECONDS = 8;
    private static final double MAX_BUFFER_SECONDS = 60;
    /** Of the buffers at requests, this share is below what the players hold. */
    private static final double BUFFER_QUANTILE = 0.95;
    /** A mean that is lower by less is not worse: a tenth of a point of VMAF. */
    private static final double TOLERANCE = 0.1;

    private static final String SESSIONS = "sessions";

    private final List<LivedSession> sessions;
    private final Map<String, LivedTitle> titles = new TreeMap<>();
    private final Map<Role, List<String>> viewers = new EnumMap<>(Role.class);
    private final double bufferSeconds;

    /** What a viewer's sessions, or a log's traces, are for. */
    private enum Role {
        TRAIN,
        CHOOSE,
        JUDGE;

        private static final List<Role> IN_TURN = List.of(JUDGE, TRAIN, CHOOSE, TRAIN);

        static Role of(int index) {
            return IN_TURN.get(index % IN_TURN.size());
        }
    }

    /** A trace with the file that it is from. */
    public record NamedTrace(TraceFile file, BandwidthTrace trace) {}

    /**
     * How the new policy compares with the given one on what neither was trained or chosen on.
     *
     * @param on what they were compared on
     * @param sessions how many
     * @param given the mean QoE_v of the given policy
     * @param candidate that of the new one
     * @param difference paired, with its 95 % interval over viewers or logs
     */
    public record Comparison(String on, int sessions, double given, double candidate, Estimate difference) {
        /** Whether the new policy is worse: clearly so, or with any certainty. */
        public boolean isWorse() {
            return !(difference.mean() >= -TOLERANCE)
                    || difference.interval().filter(it -> it.high() < 0).isPresent();
        }
    }

    /** What came of it: the new policy, and its comparisons. */
    public record Outcome(LearnedModel candidate, List<Comparison> comparisons) {
        public Outcome {
            comparisons = List.copyOf(comparisons);
        }

        /** The first comparison in which the new policy is worse. */
        public Optional<Comparison> refusal() {
            return comparisons.stream().filter(Comparison::isWorse).findFirst();
        }
    }

    /**
     * Prepares an update.
     *
     * @throws LabException if there are too few viewers, or no title of which two clips in a row are known
     */
    public PolicyUpdate(String source, List<LivedClip> clips) {
        sessions = LivedSession.of(clips).stream()
                .filter(it -> it.path().isPresent())
                .toList();
        List<String> addresses =
                sessions.stream().map(it -> it.viewer().address()).distinct().toList();
        if (addresses.size() < MIN_VIEWERS) {
            throw new LabException(
                    source,
                    "sessions of " + addresses.size() + " viewers with a known path; learning needs " + MIN_VIEWERS);
        }
        for (int i = 0; i < addresses.size(); i++) {
            viewers.computeIfAbsent(Role.of(i), _ -> new ArrayList<>()).add(addresses.get(i));
        }
        Map<String, List<LivedSession>> byTitle = sessions.stream()
                .collect(Collectors.groupingBy(LivedSession::title, TreeMap::new, Collectors.toList()));
        byTitle.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, List<LivedSession>>>comparingInt(
                                it -> -it.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .limit(MAX_TITLES)
                .forEach(it -> LivedTitle.of(it.getValue()).ifPresent(title -> titles.put(it.getKey(), title)));
        if (titles.isEmpty()) {
            throw new LabException(source, "no title of which two clips in a row are known");
        }
        bufferSeconds = buffer(clips);
    }

    private static double buffer(List<LivedClip> clips) {
        double[] buffers = clips.stream()
                .flatMap(it -> it.network().buffer().stream())
                .mapToDouble(it -> it.toNanos() / 1e9)
                .sorted()
                .toArray();
        double most =
                buffers.length == 0 ? MAX_BUFFER_SECONDS : buffers[(int) (BUFFER_QUANTILE * (buffers.length - 1))];
        return Math.clamp(most, MIN_BUFFER_SECONDS, MAX_BUFFER_SECONDS);
    }

    private List<LivedSession> sessions(Role role) {
        List<String> addresses = viewers.getOrDefault(role, List.of());
        return sessions.stream()
                .filter(it -> addresses.contains(it.viewer().address()) && titles.containsKey(it.title()))
                .toList();
    }

    private static List<BandwidthTrace> paths(List<LivedSession> of) {
        return of.stream().map(it -> it.path().orElseThrow()).toList();
    }

    /**
     * Trains and judges.
     *
     * @param given the policy to continue
     * @param traces recorded ones, so that what is general is not forgotten
     * @param goOn whether another round may begin
     */
    public Outcome run(
            LearnedModel given,
            List<NamedTrace> traces,
            Effort effort,
            long seed,
            PolicyTraining.Observer observer,
            BooleanSupplier goOn,
            String madeBy) {
        Map<Role, List<NamedTrace>> parted = new EnumMap<>(Role.class);
        List<String> logs =
                traces.stream().map(it -> log(it.file())).distinct().sorted().toList();
        traces.forEach(it -> parted.computeIfAbsent(Role.of(logs.indexOf(log(it.file()))), _ -> new ArrayList<>())
                .add(it));
        List<BandwidthTrace> lived = paths(sessions(Role.TRAIN));
        Map<String, List<BandwidthTrace>> recorded = parted.getOrDefault(Role.TRAIN, List.of()).stream()
                .collect(Collectors.groupingBy(
                        it -> it.file().family(),
                        TreeMap::new,
                        Collectors.mapping(NamedTrace::trace, Collectors.toList())));
        List<List<BandwidthTrace>> families = new ArrayList<>(recorded.values());
        // As many families of sessions as of traces: each family is as likely as the others.
        for (int i = 0; i < Math.max(1, recorded.size()); i++) {
            families.add(lived);
        }
        List<BandwidthTrace> chosenOn = some(paths(sessions(Role.CHOOSE)), MAX_PATHS_TO_CHOOSE_ON);
        PolicyTraining training = new PolicyTraining(
                new Material(titles.values().stream().map(LivedTitle::video).toList(), families, chosenOn),
                effort,
                seed,
                madeBy,
                new Start.From(given, bufferSeconds));
        LearnedModel candidate = training.run(observer, goOn);
        return new Outcome(candidate, compare(given, candidate, parted.getOrDefault(Role.JUDGE, List.of()), seed));
    }

    private static String log(TraceFile file) {
        return file.family() + "/" + file.log();
    }

    private static <T> List<T> some(List<T> all, int most) {
        int count = Math.min(all.size(), most);
        return IntStream.range(0, count)
                .mapToObj(it -> all.get(it * all.size() / count))
                .toList();
    }

    private List<Comparison> compare(LearnedModel given, LearnedModel candidate, List<NamedTrace> traces, long seed) {
        ClusterBootstrap bootstrap = new ClusterBootstrap(seed);
        List<Comparison> comparisons = new ArrayList<>();
        List<LivedSession> held = sessions(Role.JUDGE);
        List<Pair> estimated = new ArrayList<>();
        titles.forEach((id, title) -> {
            OffPolicyEstimate estimate = new OffPolicyEstimate(title, given);
            held.stream().filter(it -> it.title().equals(id)).forEach(session -> {
                OptionalDouble before = estimate.of(session, given);
                OptionalDouble after = estimate.of(session, candidate);
                if (before.isPresent() && after.isPresent()) {
                    estimated.add(new Pair(file(session), before.getAsDouble(), after.getAsDouble()));
                }
            });
        });
        comparisons.add(comparison("held-back sessions, off-policy", estimated, bootstrap));
        List<NamedTrace> paths = held.stream()
                .map(it -> new NamedTrace(file(it), it.path().orElseThrow()))
                .toList();
        comparisons.add(
                comparison("the paths of held-back sessions, simulated", played(paths, given, candidate), bootstrap));
        Map<String, List<NamedTrace>> byFamily = traces.stream()
                .collect(Collectors.groupingBy(it -> it.file().family(), TreeMap::new, Collectors.toList()));
        List<NamedTrace> few = byFamily.values().stream()
                .flatMap(it -> some(it, MAX_TRACES_OF_FAMILY).stream())
                .toList();
        if (!few.isEmpty()) {
            comparisons.add(comparison("held-back traces, simulated", played(few, given, candidate), bootstrap));
        }
        return comparisons;
    }

    private static TraceFile file(LivedSession session) {
        return new TraceFile(
                Path.of(session.viewer().session()), SESSIONS, session.viewer().address());
    }

    /** The QoE_v of both policies in one place. */
    private record Pair(TraceFile place, double given, double candidate) {
        SessionFigures difference() {
            return new SessionFigures(place, "candidate", Map.of(Figure.QOE_V, candidate - given));
        }
    }

    private List<Pair> played(List<NamedTrace> paths, LearnedModel given, LearnedModel candidate) {
        List<Pair> pairs = new ArrayList<>();
        for (LivedTitle title : titles.values()) {
            pairs.addAll(paths.parallelStream()
                    .map(it -> new Pair(
                            it.file(),
                            qoe(title.video(), it.trace(), given),
                            qoe(title.video(), it.trace(), candidate)))
                    .toList());
        }
        return pairs;
    }

    private double qoe(ChunkedVideo video, BandwidthTrace trace, LearnedModel model) {
        LearnedAbrPolicy policy = new LearnedAbrPolicy(
                video,
                model,
                ReferencePrices.SETTINGS,
                ReferencePlayer.PENSIEVE.roundTripSeconds(),
                ReferencePrices.MOVES);
        return ReferencePlayer.PENSIEVE
                .withBufferCap(bufferSeconds)
                .startingAt(ReferencePrices.startRung(video))
                .play(video, trace, policy, policy)
                .meanQoe(Qoe.COMYCO_V);
    }

    private static Comparison comparison(String on, List<Pair> pairs, ClusterBootstrap bootstrap) {
        return new Comparison(
                on,
                pairs.size(),
                pairs.stream().mapToDouble(Pair::given).average().orElse(Double.NaN),
                pairs.stream().mapToDouble(Pair::candidate).average().orElse(Double.NaN),
                bootstrap.estimate(pairs.stream().map(Pair::difference).toList(), Figure.QOE_V));
    }
}
