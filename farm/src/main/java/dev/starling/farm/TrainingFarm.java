package dev.starling.farm;

import dev.starling.farm.Results.Result;
import dev.starling.farm.store.ChecksummedStore;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.Cores;
import dev.starling.farm.task.EmbeddedExecutor;
import dev.starling.farm.task.EvaluateTask;
import dev.starling.farm.task.EvaluateTask.Recipe;
import dev.starling.farm.task.StructureTask;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskExecutor;
import dev.starling.farm.task.Workplace;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.breed.cluster.ClusterTraining.Example;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Evaluator;
import dev.starling.swarm.breed.evolve.Subject;
import dev.starling.swarm.breed.evolve.Trial;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Measures profile families on training clips. Each encoding is a task whose result is kept by content address, so that
 * nothing is encoded twice, in this run or another.
 */
public final class TrainingFarm implements Evaluator, AutoCloseable {
    /**
     * The quality targets at which a family's curve is measured: of H.264 those of members and one below, of the other
     * codecs those that give about the same qualities by each encoder's own scale. Smaller pictures than the source's
     * reach lower still.
     */
    public static List<Double> crfLevels(Codec codec) {
        return switch (codec) {
            case H264 -> List.of(23.0, 27.0, 31.0, 35.0);
            case HEVC -> List.of(22.0, 26.0, 30.0, 34.0);
            case AV1 -> List.of(36.0, 44.0, 52.0, 60.0);
        };
    }

    /** How many there are, of whatever codec. */
    static final int LEVELS = crfLevels(Codec.H264).size();

    private final List<TrainingClip> clips;
    private final int scoreEvery;
    private final Workplace workplace;
    private final TaskExecutor executor;
    private final Results results;
    private final Consumer<FarmEvent> events;
    private long asked;
    private long made;
    private long reused;

    private TrainingFarm(TrainingRequest request, ResultStore store, Consumer<FarmEvent> events) {
        this.clips = TrainingClips.read(request);
        this.scoreEvery = request.scoreEvery();
        this.workplace = workplace(store);
        this.executor = new RetryingExecutor(new EmbeddedExecutor(workplace, new Cores(request.cores())), events);
        this.results = Results.made(store, executor, events);
        this.events = events;
    }

    /**
     * Reads the training clips.
     *
     * @param events told of progress, failures and damaged results, from any thread
     * @throws dev.starling.libav.MediaException if an input is no title, in one line
     * @throws FarmException if an input is too short or too small, in one line
     */
    public static TrainingFarm open(TrainingRequest request, Consumer<FarmEvent> events) {
        DirectoryStore folder = new DirectoryStore(request.store());
        ResultStore store =
                new ChecksummedStore(folder, key -> events.accept(new FarmEvent.Damaged(folder + ": " + key)));
        return new TrainingFarm(request, store, events);
    }

    /** The names of the training clips, in order. */
    public List<String> clipNames() {
        return clips.stream().map(TrainingClip::name).toList();
    }

    /** What the training clips are like, in order. */
    public List<Example> examples() {
        List<Path> titles = clips.stream().map(TrainingClip::input).distinct().toList();
        return clips.stream()
                .map(it -> new Example(titles.indexOf(it.input()), it.features()))
                .toList();
    }

    /** The encoder that measures, and its version. */
    public String encoder() {
        return clips.getFirst().format().encoder();
    }

    /** How many encodings this run made, and how many it found in the store. */
    public synchronized Counts counts() {
        return new Counts(made, reused);
    }

    /**
     * Encodings.
     *
     * @param made by this run
     * @param reused from the store
     */
    public record Counts(long made, long reused) {}

    /**
     * Measures what is not in the store yet.
     *
     * @throws UncheckedIOException if the store cannot be read or written
     * @throws FarmException if an encode failed twice, in one line; what was measured is kept
     */
    @Override
    public List<Evaluation> evaluate(List<Trial> trials) throws InterruptedException {
        ask(trials.size() * LEVELS);
        try {
            return Parallel.map(trials, this::evaluate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Evaluation evaluate(Trial trial) throws IOException, InterruptedException {
        TrainingClip clip = clips.get(trial.clip());
        return new Evaluation(Parallel.map(recipes(clip, trial.subject()), recipe -> encoding(clip, recipe)));
    }

    /** One for each quality target. */
    private List<Recipe> recipes(TrainingClip clip, Subject subject) throws IOException, InterruptedException {
        PictureSize size = clip.format().displaySize();
        return switch (subject) {
            case Subject.Bred(Genotype genotype) ->
                Parallel.map(
                        crfLevels(genotype.codec()),
                        crf -> recipe(clip, Genome.profile(genotype.withRateFactor(crf), size)));
            case Subject.Stock(var preset, var tune) ->
                crfLevels(Codec.H264).stream()
                        .<Recipe>map(crf -> new Recipe.Stock(preset, tune, crf))
                        .toList();
        };
    }

    private Recipe recipe(TrainingClip clip, Profile profile) throws IOException, InterruptedException {
        return switch (profile) {
            case Profile.H264 h264 -> member(clip, h264);
            case Profile.Hevc hevc -> Recipe.Gop.of(hevc, clip.format());
            case Profile.Av1 av1 -> Recipe.Gop.of(av1, clip.format());
        };
    }

    private Recipe member(TrainingClip clip, Profile.H264 profile) throws IOException, InterruptedException {
        Task task = new StructureTask(clip.facts(), clip.format(), profile.structuralGenes());
        return new Recipe.Member(StructureTask.read(result(task).content()), profile);
    }

    /** The size of a clip's pictures, which is that of all measurements on it. */
    public PictureSize displaySize(int clip) {
        return clips.get(clip).format().displaySize();
    }

    /**
     * The profiles for which {@code encode} would make members of a clip: all sizes and qualities of all families that
     * are not negligible to it.
     */
    public List<Profile.H264> swarm(int clip, ClustersFile clusters) {
        TrainingClip of = clips.get(clip);
        SwarmPlan plan =
                SwarmPlan.forSource(of.format().displaySize(), clusters, Optional.empty(), FixedProfiles.BEST_CRF);
        SwarmPlan.Families families = plan.familiesOf(of.features());
        return plan.centroids().stream()
                .filter(families::isWanted)
                .map(SwarmPlan.Centroid::profile)
                .toList();
    }

    /**
     * The profile of the best member that {@code encode} would make of a clip at the display size, of the most probable
     * family.
     *
     * @param preset whose effort it takes; the family's own if empty
     * @param crf of the best members
     */
    public Profile.H264 best(int clip, ClustersFile clusters, Optional<Preset> preset, double crf) {
        TrainingClip of = clips.get(clip);
        PictureSize size = of.format().displaySize();
        SwarmPlan plan = SwarmPlan.forSource(size, clusters, preset, crf);
        SwarmPlan.Families families = plan.familiesOf(of.features());
        return plan.centroids().stream()
                .filter(it -> it.profile().pictureSize().equals(size))
                .filter(it -> it.profile().rateControl().equals(new RateControl.ConstantRateFactor(crf)))
                .max(Comparator.comparingDouble(families::of))
                .orElseThrow()
                .profile();
    }

    /**
     * Encodings of one clip as members of a swarm, in whatever sizes, each measured at the display size.
     *
     * @return one for each profile, in order
     */
    public List<Encoding> members(int clip, List<Profile.H264> profiles) throws IOException, InterruptedException {
        TrainingClip of = clips.get(clip);
        return encodings(of, Parallel.map(profiles, profile -> member(of, profile)));
    }

    /**
     * Encodings of one clip as rungs of a fixed ladder, each measured at the display size.
     *
     * @return one for each rung, in order
     */
    public List<Encoding> ladder(int clip, List<Recipe.Rung> rungs) throws IOException, InterruptedException {
        return encodings(clips.get(clip), List.copyOf(rungs));
    }

    private List<Encoding> encodings(TrainingClip clip, List<Recipe> recipes) throws IOException, InterruptedException {
        ask(recipes.size());
        return Parallel.map(recipes, recipe -> encoding(clip, recipe));
    }

    /**
     * The processor time of one subject by that of another, on one clip: the two take turns on the calling thread (no
     * virtual one), and of each quality target the medians count. Nothing is kept.
     *
     * @param rounds how many times each is encoded, at least 1
     */
    public double costRatio(Subject one, Subject other, int clip, int rounds) throws IOException, InterruptedException {
        TrainingClip of = clips.get(clip);
        List<Recipe> ones = recipes(of, one);
        List<Recipe> others = recipes(of, other);
        double timeOfOne = 0;
        double timeOfOther = 0;
        for (int level = 0; level < LEVELS; level++) {
            double[] times = new double[rounds];
            double[] otherTimes = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                times[round] = cpuSeconds(of, ones.get(level));
                otherTimes[round] = cpuSeconds(of, others.get(level));
            }
            timeOfOne += median(times);
            timeOfOther += median(otherTimes);
        }
        return timeOfOne / timeOfOther;
    }

    private double cpuSeconds(TrainingClip clip, Recipe recipe) {
        EvaluateTask task = new EvaluateTask(clip.facts(), clip.format(), recipe, scoreEvery);
        return task.cpuTime(workplace).toNanos() / 1e9;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    private Encoding encoding(TrainingClip clip, Recipe recipe) throws IOException, InterruptedException {
        Result result = result(new EvaluateTask(clip.facts(), clip.format(), recipe, scoreEvery));
        count(result.reused());
        return EvaluateTask.read(result.content());
    }

    private synchronized void ask(int encodings) {
        asked += encodings;
    }

    private synchronized void count(boolean wasThere) {
        if (wasThere) {
            reused++;
        } else {
            made++;
        }
        double done = (double) (made + reused);
        OptionalDouble total = OptionalDouble.of((double) asked);
        events.accept(new FarmEvent.Progress(Phase.MEASURE, done, (double) reused, total, made + reused == asked));
    }

    private Result result(Task task) throws IOException, InterruptedException {
        return results.of(task)
                .orElseThrow(() -> new FarmException(
                        task.description() + " failed twice; what was measured is kept, run the same command again"));
    }

    private Workplace workplace(ResultStore store) {
        return new Workplace() {
            @Override
            public ResultStore store() {
                return store;
            }

            @Override
            public SourceClip pictures(ClipFacts clip, PictureSize size) {
                return clips.get(clip.index()).pictures().inSize(size);
            }

            @Override
            public Path input() {
                throw new IllegalStateException("No task here reads a file");
            }

            @Override
            public EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings) {
                return ClipEncoder.encode(clip, types, settings);
            }

            @Override
            public void advanced(Task task, double seconds) {
                throw new IllegalStateException("No task here is long: " + task.description());
            }
        };
    }

    @Override
    public void close() {
        executor.close();
        clips.forEach(clip -> clip.pictures().close());
    }
}
