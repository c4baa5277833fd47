package dev.starling.farm.train;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.executor.Cores;
import dev.starling.farm.executor.EmbeddedExecutor;
import dev.starling.farm.executor.Results;
import dev.starling.farm.executor.RetryingExecutor;
import dev.starling.farm.executor.TaskExecutor;
import dev.starling.farm.store.ChecksummedStore;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.farm.task.Workplace;
import dev.starling.swarm.breed.cluster.ClusterTraining.Example;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.curve.RateWeight;
import dev.starling.swarm.profile.PictureSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Training clips, and the three ways to measure encodings of them: {@link #evaluator} (curves of profile families, for
 * evolution and clustering), {@link #swarm} (the members that a title would get) and {@link #costs} (processor times).
 * Each encoding is a task whose result is kept by content address: nothing is encoded twice, in this run or another.
 */
public final class TrainingFarm implements AutoCloseable {
    private final List<TrainingClip> clips;
    private final TaskExecutor executor;
    private final Encodings encodings;
    private final FamilyEvaluator evaluator;
    private final SwarmMeasurement swarm;
    private final CostComparison costs;

    private TrainingFarm(TrainingRequest request, ResultStore store, Consumer<FarmEvent> events) {
        this.clips = TrainingClips.read(request);
        Workplace workplace = new TrainingWorkplace(store, clips, new CpuMeter());
        this.executor = new RetryingExecutor(new EmbeddedExecutor(workplace, new Cores(request.cores())), events);
        this.encodings = new Encodings(
                Results.made(store, executor, events), request.excerpts().scoreEvery(), events);
        this.evaluator = new FamilyEvaluator(clips, request.scales(), encodings);
        this.swarm = new SwarmMeasurement(clips, encodings);
        this.costs = new CostComparison(clips, evaluator, encodings, workplace);
    }

    /**
     * Reads the training clips.
     *
     * @param events receives progress, failures and damaged results, from any thread
     * @throws dev.starling.libav.MediaException if an input is no title, in one line
     * @throws dev.starling.farm.FarmException if an input is too short or too small, in one line
     * @throws IOException if there is no storage for the store's location
     */
    public static TrainingFarm open(TrainingRequest request, Consumer<FarmEvent> events) throws IOException {
        ResultStore results = Storage.at(request.store()).results();
        ResultStore store =
                new ChecksummedStore(results, key -> events.accept(new FarmEvent.Damaged(results + ": " + key)));
        return new TrainingFarm(request, store, events);
    }

    /** Measures the rate–quality curves of profile families. */
    public FamilyEvaluator evaluator() {
        return evaluator;
    }

    /** Measures members as {@code encode} would make them. */
    public SwarmMeasurement swarm() {
        return swarm;
    }

    /** Compares processor times. */
    public CostComparison costs() {
        return costs;
    }

    /** The names of the training clips, in order. */
    public List<String> clipNames() {
        return clips.stream().map(TrainingClip::name).toList();
    }

    /** How much each bitrate of each training clip counts under a demand; in order. */
    public List<RateWeight> weights(Demand demand) {
        Map<Integer, RateWeight> bySize = new HashMap<>();
        return clips.stream()
                .map(it -> bySize.computeIfAbsent(it.format().displaySize().shortSide(), demand::weight))
                .toList();
    }

    /** The content features of the training clips and how much their bitrates count under a demand; in order. */
    public List<Example> examples(Demand demand) {
        List<Path> titles = clips.stream().map(TrainingClip::input).distinct().toList();
        List<RateWeight> weights = weights(demand);
        return IntStream.range(0, clips.size())
                .mapToObj(i -> new Example(
                        titles.indexOf(clips.get(i).input()), clips.get(i).features(), weights.get(i)))
                .toList();
    }

    /** The size of a clip's pictures, at which everything is measured. */
    public PictureSize displaySize(int clip) {
        return clips.get(clip).format().displaySize();
    }

    /** The encoder and its version. */
    public String encoder() {
        return clips.getFirst().format().encoder();
    }

    /**
     * Encodings that are done.
     *
     * @param made by this run
     * @param reused from the store
     */
    public record Counts(long made, long reused) {}

    /** How many encodings this run made, and how many were in the store. */
    public Counts counts() {
        return encodings.counts();
    }

    @Override
    public void close() {
        executor.close();
        clips.forEach(clip -> clip.pictures().close());
    }
}
