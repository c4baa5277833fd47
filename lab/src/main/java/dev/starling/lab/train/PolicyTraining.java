package dev.starling.lab.train;

import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.AbrState;
import dev.starling.lab.policy.DownMoves;
import dev.starling.lab.policy.ExactPlanner;
import dev.starling.lab.policy.LearnedAbrPolicy;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.train.Lesson.OfState;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.CandidateFeatures;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.Outlook;
import dev.starling.swarm.steer.PathModel;
import dev.starling.swarm.steer.RateHistory;
import dev.starling.swarm.steer.WayValues.Moves;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Trains a learned policy in the reference player. First it imitates the exact planner on the states that it reaches
 * itself (DAgger, Ross et al. 2011), and learns the planner's values of states; then it follows the policy gradient:
 * several sessions on the same path, in which a choice is worth what its session gets from there on, beside the mean of
 * the others. The same seed gives the same bytes. For one thread.
 */
public final class PolicyTraining {
    /**
     * What training starts from.
     *
     * @param videos tables
     * @param traces to train on
     * @param heldBack to choose the best model on
     */
    public record Material(List<ChunkedVideo> videos, List<BandwidthTrace> traces, List<BandwidthTrace> heldBack) {
        public Material {
            videos = List.copyOf(videos);
            traces = List.copyOf(traces);
            heldBack = List.copyOf(heldBack);
        }
    }

    /**
     * How much is done.
     *
     * @param randomVideos videos with random ladders, beside those given
     * @param rounds of imitation
     * @param sessions of each video in a round
     * @param steps of the policy gradient
     */
    public record Effort(int randomVideos, int rounds, int sessions, int steps) {}

    /**
     * A point of the learning curve.
     *
     * @param phase what was done
     * @param step its number
     * @param qoeV the mean QoE_v on held-back traces, over the given videos
     * @param stallRatio the mean share of time stalled there
     */
    public record Progress(String phase, int step, double qoeV, double stallRatio) {}

    /** Receives what happens. */
    public interface Observer {
        /** A point of the learning curve. */
        void learned(Progress progress);

        /** A model that is better than all before, on the traces held back. */
        void best(LearnedModel model);
    }

    private static final ReferencePlayer PLAYER = ReferencePlayer.PENSIEVE;
    private static final int CHUNKS = 48;
    private static final int EPOCHS = 8;
    private static final int LAST_EPOCHS = 40;
    private static final double RATE = 2e-3;
    private static final double LATE_RATE = 1e-4;
    /** The share of the teacher's choices that are replaced by random ones. */
    private static final double EXPLORED = 0.1;

    private static final double SCALE_DOUBLINGS = 0.5;

    private static final int SIBLINGS = 6;
    private static final int PATHS = 6;
    private static final double GRADIENT_RATE = 5e-4;
    private static final double GRADIENT_TEMPERATURE = 2;
    /** A choice counts for this many chunks. */
    private static final int CREDIT_CHUNKS = 10;

    private static final double ADVANTAGE_UNIT = 30;

    private final Material material;
    private final Effort effort;
    private final String madeBy;
    private final RandomGenerator random;
    private final PathModel path;
    private final Learner learner;
    private final List<Title> titles = new ArrayList<>();
    private final List<Lesson> lessons = new ArrayList<>();
    private final List<OfState> states = new ArrayList<>();

    /** A video with its teacher. */
    private record Title(
            ChunkedVideo video,
            ReferencePlayer player,
            List<Outlook.Choices> choices,
            Moves moves,
            ExactPlanner teacher) {
        DownMoves downMoves(DownMoves policy) {
            return moves.equals(Moves.NEVER) ? DownMoves.NEVER : policy;
        }

        CandidateFeatures features() {
            return new CandidateFeatures(choices, PLAYER.roundTripSeconds(), moves);
        }
    }

    /** Prepares a training. */
    public PolicyTraining(Material material, Effort effort, long seed, String madeBy) {
        this.material = material;
        this.effort = effort;
        this.madeBy = madeBy;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.path = PathModelFit.fit(material.traces(), seed);
        this.learner = new Learner(path, random);
    }

    /**
     * Trains, and gives the model that is best on the traces held back.
     *
     * @param observer receives the learning curve, and each model that is the best so far
     * @param goOn whether another round or step may begin
     */
    public LearnedModel run(Observer observer, BooleanSupplier goOn) {
        for (ChunkedVideo video : material.videos()) {
            titles.add(title(video, ReferencePrices.MOVES));
        }
        for (ChunkedVideo video : material.videos()) {
            titles.add(title(video, Moves.NEVER));
        }
        for (int i = 0; i < effort.randomVideos(); i++) {
            titles.add(title(RandomLadder.of(random, CHUNKS), i % 3 == 2 ? Moves.NEVER : ReferencePrices.MOVES));
        }
        Best best = new Best(observer);
        for (int round = 0; round < effort.rounds() && (round == 0 || goOn.getAsBoolean()); round++) {
            for (Title title : titles) {
                for (int i = 0; i < effort.sessions(); i++) {
                    learn(title, round);
                }
            }
            boolean last = round == effort.rounds() - 1;
            int epochs = last ? LAST_EPOCHS : EPOCHS;
            for (int epoch = 0; epoch < epochs; epoch++) {
                double rate = last ? RATE * Math.pow(LATE_RATE / RATE, (double) epoch / epochs) : RATE;
                learner.imitate(lessons, rate, random);
                learner.value(states, rate, random);
            }
            best.offer("imitation", round + 1, learner.model(madeBy));
        }
        for (int step = 0; step < effort.steps() && goOn.getAsBoolean(); step++) {
            reinforce();
            if ((step + 1) % 10 == 0) {
                best.offer("gradient", step + 1, learner.model(madeBy));
            }
        }
        return best.model;
    }

    private final class Best {
        private final Observer observer;
        private LearnedModel model = learner.model(madeBy);
        private double most = Double.NEGATIVE_INFINITY;

        Best(Observer observer) {
            this.observer = observer;
        }

        void offer(String phase, int step, LearnedModel candidate) {
            double qoe = 0;
            double stalls = 0;
            int sessions = 0;
            for (Title title : titles.subList(0, material.videos().size())) {
                LearnedAbrPolicy policy = policy(title, candidate);
                for (BandwidthTrace trace : material.heldBack()) {
                    Playback played = title.player().play(title.video(), trace, policy, policy);
                    qoe += played.meanQoe(Qoe.COMYCO_V);
                    stalls += played.stallRatio();
                    sessions++;
                }
            }
            qoe /= Math.max(1, sessions);
            if (qoe > most || sessions == 0) {
                most = qoe;
                model = candidate;
                observer.best(model);
            }
            observer.learned(new Progress(phase, step, qoe, stalls / Math.max(1, sessions)));
        }
    }

    private Title title(ChunkedVideo video, Moves moves) {
        ReferencePlayer player = PLAYER.startingAt(ReferencePrices.startRung(video));
        return new Title(
                video,
                player,
                ExactPlanner.choices(video),
                moves,
                new ExactPlanner(video, ReferencePrices.SETTINGS, path, PLAYER.roundTripSeconds(), moves));
    }

    private LearnedAbrPolicy policy(Title title, LearnedModel model) {
        return new LearnedAbrPolicy(
                title.video(), model, ReferencePrices.SETTINGS, PLAYER.roundTripSeconds(), title.moves());
    }

    /** Plays one session, and takes the teacher's values of what it meets. */
    private void learn(Title title, int round) {
        BandwidthTrace trace = TraceMix.of(material.traces(), SCALE_DOUBLINGS, random);
        LearnedAbrPolicy student = policy(title, learner.model(madeBy));
        CandidateFeatures features = title.features();
        boolean taught = round == 0;
        AbrPolicy policy = state -> {
            double[] values = title.teacher().values(state);
            Lesson lesson = lesson(title, features, state, values);
            learner.know(lesson);
            lessons.add(lesson);
            states.addAll(followers(title, features, state));
            if (random.nextDouble() < EXPLORED) {
                return random.nextInt(values.length);
            }
            return taught ? Learner.best(values) : student.choose(state);
        };
        title.player().play(title.video(), trace, policy, title.downMoves(taught ? title.teacher() : student));
    }

    private RateHistory.Path path(AbrState state) {
        return ExactPlanner.history(state, path.horizons(), PLAYER.roundTripSeconds())
                .path();
    }

    private Lesson lesson(Title title, CandidateFeatures features, AbrState state, double[] values) {
        int chunk = state.nextChunk();
        features.before(chunk, path(state));
        float[] all = new float[values.length * CandidateFeatures.CANDIDATE];
        for (int rung = 0; rung < values.length; rung++) {
            features.candidate(
                    title.video().bits(chunk, rung),
                    title.video().vmaf(chunk, rung),
                    state.bufferSeconds(),
                    state.vmaf(chunk - 1));
            System.arraycopy(
                    features.values(), 0, all, rung * CandidateFeatures.CANDIDATE, CandidateFeatures.CANDIDATE);
        }
        return new Lesson(all, values);
    }

    /** States that may follow, with the teacher's values. */
    private List<OfState> followers(Title title, CandidateFeatures features, AbrState state) {
        int next = state.nextChunk() + 1;
        if (next >= title.video().chunks()) {
            return List.of();
        }
        List<OfState> followers = new ArrayList<>();
        RateHistory.Path before = path(state);
        RateHistory.Path after =
                before.after(before.bitsPerSecond() * Math.pow(2, 0.8 * random.nextGaussian() - 0.2), path.horizons());
        features.before(next, after);
        Outlook outlook = title.teacher().outlook();
        double middle = features.carriedVmaf();
        double reference = outlook.worth(next, after, REFERENCE_BUFFER_SECONDS, middle);
        for (int i = 0; i < 3; i++) {
            double buffer = Math.clamp(
                    state.bufferSeconds() + 6 * random.nextGaussian(),
                    title.video().chunkSeconds(),
                    60);
            if (random.nextBoolean()) {
                buffer = title.video().chunkSeconds() * (1 + 2 * random.nextDouble());
            }
            double vmaf = random.nextBoolean()
                    ? Math.clamp(middle + 15 * random.nextGaussian(), 0, 100)
                    : title.video().vmaf(next - 1, random.nextInt(title.video().rungs()));
            features.state(buffer, vmaf);
            followers.add(new OfState(
                    Arrays.copyOf(features.values(), CandidateFeatures.STATE),
                    outlook.worth(next, after, buffer, vmaf) - reference));
        }
        return followers;
    }

    private static final double REFERENCE_BUFFER_SECONDS = 10;

    /** A choice of a session. */
    private record Choice(Lesson lesson, int rung) {}

    /** One step along the policy gradient. */
    private void reinforce() {
        LearnedModel model = learner.model(madeBy);
        int count = 0;
        for (int i = 0; i < PATHS; i++) {
            Title title = titles.get(random.nextInt(titles.size()));
            BandwidthTrace trace = TraceMix.of(material.traces(), SCALE_DOUBLINGS, random);
            DownMoves moves = title.downMoves(policy(title, model));
            List<List<Choice>> choices = new ArrayList<>();
            double[][] gains = new double[SIBLINGS][];
            for (int sibling = 0; sibling < SIBLINGS; sibling++) {
                List<Choice> made = new ArrayList<>();
                Playback played = title.player().play(title.video(), trace, state -> sample(title, state, made), moves);
                choices.add(made);
                gains[sibling] = gains(played);
            }
            for (int sibling = 0; sibling < SIBLINGS; sibling++) {
                for (int at = 0; at < choices.get(sibling).size(); at++) {
                    double mean = 0;
                    for (double[] each : gains) {
                        mean += each[at] / SIBLINGS;
                    }
                    Choice choice = choices.get(sibling).get(at);
                    double advantage = Math.clamp((gains[sibling][at] - mean) / ADVANTAGE_UNIT, -2, 2);
                    learner.reinforce(choice.lesson(), choice.rung(), advantage, GRADIENT_TEMPERATURE);
                    count++;
                }
            }
        }
        learner.stepScorer(GRADIENT_RATE, count);
    }

    private int sample(Title title, AbrState state, List<Choice> made) {
        CandidateFeatures features = title.features();
        Lesson lesson = lesson(title, features, state, new double[title.video().rungs()]);
        double[] soft = Learner.softly(learner.scores(lesson), GRADIENT_TEMPERATURE);
        double left = random.nextDouble();
        int rung = 0;
        while (rung < soft.length - 1 && left >= soft[rung]) {
            left -= soft[rung++];
        }
        made.add(new Choice(lesson, rung));
        return rung;
    }

    /** For each choice the discounted QoE from its chunk on. */
    private static double[] gains(Playback played) {
        int count = played.nextChunk() - 1;
        double[] gains = new double[count];
        double discount = 1 - 1.0 / CREDIT_CHUNKS;
        double later = 0;
        for (int at = count - 1; at >= 0; at--) {
            later = played.qoe(Qoe.COMYCO_V, at + 1) + discount * later;
            gains[at] = later;
        }
        return gains;
    }
}
