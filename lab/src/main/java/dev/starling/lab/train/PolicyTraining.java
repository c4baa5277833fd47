package dev.starling.lab.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.AbrState;
import dev.starling.lab.policy.DownMoves;
import dev.starling.lab.policy.ExactPlanner;
import dev.starling.lab.policy.LearnedAbrPolicy;
import dev.starling.lab.policy.LoadingChunk;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.train.Lesson.OfState;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.CandidateFeatures;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.Outlook;
import dev.starling.swarm.steer.PathModel;
import dev.starling.swarm.steer.RateHistory;
import dev.starling.swarm.steer.WayValues.Moves;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Trains a learned policy in the reference player. First it imitates the exact planner on the states that it reaches
 * itself (DAgger, Ross et al. 2011), and learns the planner's values of states; then it follows the policy gradient:
 * several sessions on the same path, in which a choice is worth what its session gets from there on, beside the mean of
 * the others. The same seed gives the same bytes, with any number of threads: sessions are played in the common pool.
 */
public final class PolicyTraining {
    /**
     * What training starts from.
     *
     * @param videos tables
     * @param families traces to train on, by family; each family counts equally
     * @param heldBack to choose the best model on
     */
    public record Material(
            List<ChunkedVideo> videos, List<List<BandwidthTrace>> families, List<BandwidthTrace> heldBack) {
        public Material {
            videos = List.copyOf(videos);
            families = families.stream().map(List::copyOf).toList();
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

    /** What training starts from. */
    public sealed interface Start {
        /** From nothing: the teacher plays the first round. */
        record Nothing() implements Start {}

        /**
         * From a trained model, which plays all rounds.
         *
         * @param model the model
         * @param bufferSeconds how much media the players of the given videos hold
         */
        record From(LearnedModel model, double bufferSeconds) implements Start {}
    }

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
    /** The chunks of a video with a random ladder. */
    private static final int CHUNKS = 32;
    /** The buffer of stock players; half of the random videos are played with it. */
    private static final double STOCK_BUFFER_SECONDS = 30;
    /** The share of the decisions in flight whose states are learned. */
    private static final double LEARNED_IN_FLIGHT = 0.15;

    private static final int EPOCHS = 8;
    private static final int LAST_EPOCHS = 40;
    private static final double RATE = 2e-3;
    private static final double LATE_RATE = 1e-4;
    /** The share of the teacher's choices that are replaced by random ones. */
    private static final double EXPLORED = 0.1;

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
    private final Start start;
    private final long seed;
    private final PathModel path;
    private final TrainingState done;
    private final List<Title> titles = new ArrayList<>();

    /** A video, and how it is played. */
    private record Plan(ChunkedVideo video, ReferencePlayer player, Moves moves) {}

    /** What is learned from a session. */
    private record Met(List<Lesson> lessons, List<OfState> states) {
        Met() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** A session to play. */
    private record Job(Title title, long seed) {}

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

    /** Prepares a training from nothing. */
    public PolicyTraining(Material material, Effort effort, long seed, String madeBy) {
        this(material, effort, seed, madeBy, new Start.Nothing());
    }

    /** Prepares a training. */
    public PolicyTraining(Material material, Effort effort, long seed, String madeBy, Start start) {
        this.material = material;
        this.effort = effort;
        this.madeBy = madeBy;
        this.start = start;
        this.seed = seed;
        this.path = PathModelFit.fit(material.families(), seed);
        Learner learner = switch (start) {
            case Start.Nothing() -> new Learner(path, generator(seed));
            case Start.From(LearnedModel model, double _) -> new Learner(path, model);
        };
        this.done = new TrainingState(learner, learner.model(madeBy));
    }

    /**
     * Trains, and gives the model that is best on the traces held back.
     *
     * @param observer receives the learning curve, and each model that is the best so far
     * @param goOn whether another round or step may begin
     */
    public LearnedModel run(Observer observer, BooleanSupplier goOn) {
        prepare();
        train(observer, goOn, () -> {});
        return done.best();
    }

    /**
     * The same over breaks: a file keeps the training after each round, every ten steps and at a break, until all is
     * done. If it exists, the training goes on from it and gives what it would have given without a break. The observer
     * first receives what it received then.
     *
     * @throws dev.starling.lab.LabException if the file is damaged, or of another training; the message is one line
     * @throws IOException if the file cannot be read or written
     */
    public LearnedModel run(Observer observer, BooleanSupplier goOn, Path file) throws IOException {
        Checkpoint checkpoint = new Checkpoint(file, identity());
        if (checkpoint.exists()) {
            checkpoint.read(done::read);
            done.curve().forEach(observer::learned);
            observer.best(done.best());
        }
        prepare();
        try {
            train(observer, goOn, () -> {
                try {
                    checkpoint.write(done::write);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (done.units() == effort.rounds() + effort.steps()) {
            checkpoint.delete();
        }
        return done.best();
    }

    /** Gives each video its teacher. */
    private void prepare() {
        List<Plan> plans = new ArrayList<>();
        ReferencePlayer player = switch (start) {
            case Start.Nothing() -> PLAYER;
            case Start.From(LearnedModel _, double bufferSeconds) -> PLAYER.withBufferCap(bufferSeconds);
        };
        for (ChunkedVideo video : material.videos()) {
            plans.add(new Plan(video, player, ReferencePrices.MOVES));
        }
        for (ChunkedVideo video : material.videos()) {
            plans.add(new Plan(video, player, Moves.NEVER));
        }
        RandomGenerator ofLadders = generator(seed + 1);
        for (int i = 0; i < effort.randomVideos(); i++) {
            plans.add(new Plan(
                    RandomLadder.of(ofLadders, CHUNKS),
                    i % 2 == 0 ? PLAYER.withBufferCap(STOCK_BUFFER_SECONDS) : PLAYER,
                    i % 4 == 3 ? Moves.NEVER : ReferencePrices.MOVES));
        }
        titles.addAll(plans.parallelStream().map(this::title).toList());
    }

    /** @param keep called where a training may go on after a break */
    private void train(Observer observer, BooleanSupplier goOn, Runnable keep) {
        if (done.units() == 0 && start instanceof Start.From) {
            compare("given", 0, observer);
        }
        while (done.units() < effort.rounds() && (goOn.getAsBoolean() || done.units() == 0)) {
            imitate();
            done.didOne();
            compare("imitation", done.units(), observer);
            keep.run();
        }
        while (done.units() < effort.rounds() + effort.steps() && goOn.getAsBoolean()) {
            reinforce(ofUnit());
            done.didOne();
            int step = done.units() - effort.rounds();
            if (step % 10 == 0) {
                compare("gradient", step, observer);
                keep.run();
            }
        }
        if (done.units() < effort.rounds() + effort.steps()) {
            keep.run();
        }
    }

    /** One round of imitation. */
    private void imitate() {
        RandomGenerator random = ofUnit();
        learn(random);
        boolean last = done.units() == effort.rounds() - 1;
        int epochs = last ? LAST_EPOCHS : EPOCHS;
        RandomGenerator ofCritic = generator(random.nextLong());
        CompletableFuture<Void> critic = CompletableFuture.runAsync(() ->
                repeat(epochs, last, rate -> done.learner().value(done.states(), rate, ofCritic)));
        repeat(epochs, last, rate -> done.learner().imitate(done.lessons(), rate, random));
        critic.join();
    }

    /** The random numbers of the next round or step: the same whether or not there was a break before it. */
    private RandomGenerator ofUnit() {
        return generator(generator(seed + 2 + done.units()).nextLong());
    }

    private static void repeat(int epochs, boolean last, DoubleConsumer epoch) {
        for (int i = 0; i < epochs; i++) {
            epoch.accept(last ? RATE * Math.pow(LATE_RATE / RATE, (double) i / epochs) : RATE);
        }
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Plays the traces held back with the model as it is, and keeps it if it is the best so far. */
    private void compare(String phase, int step, Observer observer) {
        LearnedModel candidate = done.learner().model(madeBy);
        double qoe = 0;
        double stalls = 0;
        int sessions = 0;
        for (Title title : titles.subList(0, material.videos().size())) {
            List<Playback> all = material.heldBack().parallelStream()
                    .map(trace -> {
                        LearnedAbrPolicy policy = policy(title, candidate);
                        return title.player().play(title.video(), trace, policy, policy);
                    })
                    .toList();
            for (Playback played : all) {
                qoe += played.meanQoe(Qoe.COMYCO_V);
                stalls += played.stallRatio();
                sessions++;
            }
        }
        qoe /= Math.max(1, sessions);
        if (qoe > done.mostQoe() || sessions == 0) {
            done.best(candidate, qoe);
            observer.best(candidate);
        }
        Progress progress = new Progress(phase, step, qoe, stalls / Math.max(1, sessions));
        done.curve().add(progress);
        observer.learned(progress);
    }

    /** What the training starts from. The path model stands for the traces to train on. */
    private String identity() {
        StringBuilder all = new StringBuilder(new String(StrictJson.write(done.best()), UTF_8));
        all.append(effort).append(' ').append(seed);
        for (BandwidthTrace trace : material.heldBack()) {
            all.append('\n');
            for (int period = 0; period < trace.periods(); period++) {
                all.append(' ').append(trace.until(period)).append(' ').append(trace.bitsPerSecond(period));
            }
        }
        for (ChunkedVideo video : material.videos()) {
            all.append('\n');
            for (int chunk = 0; chunk < video.chunks(); chunk++) {
                all.append(' ').append(video.seconds(chunk));
                for (int rung = 0; rung < video.rungs(); rung++) {
                    all.append(' ').append(video.bits(chunk, rung)).append(' ').append(video.vmaf(chunk, rung));
                }
            }
        }
        return UUID.nameUUIDFromBytes(all.toString().getBytes(UTF_8)).toString();
    }

    private Title title(Plan plan) {
        ChunkedVideo video = plan.video();
        return new Title(
                video,
                plan.player().startingAt(ReferencePrices.startRung(video)),
                ExactPlanner.choices(video),
                plan.moves(),
                new ExactPlanner(video, ReferencePrices.SETTINGS, path, PLAYER.roundTripSeconds(), plan.moves()));
    }

    private LearnedAbrPolicy policy(Title title, LearnedModel model) {
        return new LearnedAbrPolicy(
                title.video(), model, ReferencePrices.SETTINGS, PLAYER.roundTripSeconds(), title.moves());
    }

    /** Plays the sessions of a round, and takes the teacher's values of what they meet. */
    private void learn(RandomGenerator random) {
        LearnedModel model = done.learner().model(madeBy);
        boolean taught = done.units() == 0 && start instanceof Start.Nothing;
        List<Job> jobs = new ArrayList<>();
        for (Title title : titles) {
            for (int i = 0; i < effort.sessions(); i++) {
                jobs.add(new Job(title, random.nextLong()));
            }
        }
        for (Met met :
                jobs.parallelStream().map(job -> play(job, taught, model)).toList()) {
            met.lessons().forEach(done.learner()::know);
            done.lessons().addAll(met.lessons());
            done.states().addAll(met.states());
        }
    }

    private Met play(Job job, boolean taught, LearnedModel model) {
        Title title = job.title();
        RandomGenerator own = generator(job.seed());
        LearnedAbrPolicy student = policy(title, model);
        CandidateFeatures features = title.features();
        Met met = new Met();
        AbrPolicy policy = state -> {
            double[] values = title.teacher().values(state);
            met.lessons().add(lesson(title, features, state, values));
            met.states().addAll(followers(title, state, own));
            if (own.nextDouble() < EXPLORED) {
                return own.nextInt(values.length);
            }
            return taught ? Learner.best(values) : student.choose(state);
        };
        DownMoves decides = title.downMoves(taught ? title.teacher() : student);
        DownMoves moves = (state, chunk) -> {
            if (own.nextDouble() < LEARNED_IN_FLIGHT) {
                met.states().addAll(inFlight(title, state, chunk, own));
            }
            return decides.rung(state, chunk);
        };
        title.player().play(title.video(), TraceMix.of(material.families(), title.video(), own), policy, moves);
        return met;
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

    /** States that may follow from a choice, with the teacher's values. */
    private List<OfState> followers(Title title, AbrState state, RandomGenerator own) {
        int next = state.nextChunk() + 1;
        if (next >= title.video().chunks()) {
            return List.of();
        }
        RateHistory.Path before = path(state);
        Followers followers = new Followers(
                title,
                next,
                before.after(before.bitsPerSecond() * Math.pow(2, 0.8 * own.nextGaussian() - 0.2), path.horizons()));
        double seconds = title.video().seconds(next - 1);
        for (int i = 0; i < 3; i++) {
            double buffer = own.nextBoolean()
                    ? seconds * (1 + 2 * own.nextDouble())
                    : Math.clamp(state.bufferSeconds() + 6 * own.nextGaussian(), seconds, MOST_BUFFER_SECONDS);
            double vmaf = own.nextBoolean()
                    ? Math.clamp(followers.middle + 15 * own.nextGaussian(), 0, 100)
                    : title.video().vmaf(next - 1, own.nextInt(title.video().rungs()));
            followers.add(buffer, vmaf);
        }
        return followers.states;
    }

    /** States that may follow from going on with a chunk in flight in some way, at one of the likely rates. */
    private List<OfState> inFlight(Title title, AbrState state, LoadingChunk chunk, RandomGenerator own) {
        int next = state.nextChunk() + 1;
        double loading = chunk.seconds() - PLAYER.roundTripSeconds();
        if (next >= title.video().chunks() || loading <= 0) {
            return List.of();
        }
        RateHistory.Path before = path(state);
        double goingOn = chunk.restBits(chunk.rung());
        double[] rates = path.restRates(goingOn, before.bitsPerSecond(), chunk.recentBitsPerSecond());
        double rate = rates[own.nextInt(rates.length)];
        double whole = (chunk.arrivedBits() + goingOn) / (loading + goingOn / rate);
        Followers followers = new Followers(title, next, before.after(whole, path.horizons()));
        for (int i = 0; i < 3; i++) {
            int rung = i == 0 ? chunk.rung() : own.nextInt(chunk.rung() + 1);
            double left = state.bufferSeconds() - chunk.seconds() - chunk.restBits(rung) / rate;
            followers.add(Math.max(0, left) + title.video().seconds(next - 1), chunk.vmaf(rung));
        }
        return followers.states;
    }

    private static final double REFERENCE_BUFFER_SECONDS = 10;
    private static final double MOST_BUFFER_SECONDS = 60;

    /** States before one chunk, on one path. */
    private static final class Followers {
        private final CandidateFeatures features;
        private final Outlook outlook;
        private final int chunk;
        private final RateHistory.Path path;
        /** The VMAF that the path carries. */
        private final double middle;

        private final double reference;
        private final List<OfState> states = new ArrayList<>();

        Followers(Title title, int chunk, RateHistory.Path path) {
            this.features = title.features();
            this.outlook = title.teacher().outlook();
            this.chunk = chunk;
            this.path = path;
            features.before(chunk, path);
            this.middle = features.carriedVmaf();
            this.reference = outlook.worth(chunk, path, REFERENCE_BUFFER_SECONDS, middle);
        }

        void add(double buffer, double vmaf) {
            features.state(buffer, vmaf);
            states.add(new OfState(
                    Arrays.copyOf(features.values(), CandidateFeatures.STATE),
                    outlook.worth(chunk, path, buffer, vmaf) - reference));
        }
    }

    /** A choice of a session. */
    private record Choice(Lesson lesson, int rung) {}

    /** One step along the policy gradient. */
    private void reinforce(RandomGenerator random) {
        LearnedModel model = done.learner().model(madeBy);
        int count = 0;
        for (int i = 0; i < PATHS; i++) {
            Title title = titles.get(random.nextInt(titles.size()));
            BandwidthTrace trace = TraceMix.of(material.families(), title.video(), random);
            DownMoves moves = title.downMoves(policy(title, model));
            List<List<Choice>> choices = new ArrayList<>();
            double[][] gains = new double[SIBLINGS][];
            for (int sibling = 0; sibling < SIBLINGS; sibling++) {
                List<Choice> made = new ArrayList<>();
                Playback played =
                        title.player().play(title.video(), trace, state -> sample(title, state, made, random), moves);
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
                    done.learner().reinforce(choice.lesson(), choice.rung(), advantage, GRADIENT_TEMPERATURE);
                    count++;
                }
            }
        }
        done.learner().stepScorer(GRADIENT_RATE, count);
    }

    private int sample(Title title, AbrState state, List<Choice> made, RandomGenerator random) {
        CandidateFeatures features = title.features();
        Lesson lesson = lesson(title, features, state, new double[title.video().rungs()]);
        double[] soft = Learner.softly(done.learner().scores(lesson), GRADIENT_TEMPERATURE);
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
