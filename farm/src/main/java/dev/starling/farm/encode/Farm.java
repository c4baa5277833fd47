package dev.starling.farm.encode;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmException;
import dev.starling.farm.Phase;
import dev.starling.farm.SwarmPlan;
import dev.starling.farm.encode.TitleWork.Crew;
import dev.starling.farm.executor.Cores;
import dev.starling.farm.executor.EmbeddedExecutor;
import dev.starling.farm.executor.Engine;
import dev.starling.farm.executor.RetryingExecutor;
import dev.starling.farm.executor.TaskExecutor;
import dev.starling.farm.executor.TaskSite;
import dev.starling.farm.store.ChecksummedStore;
import dev.starling.farm.store.InputFile;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Reservation;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.farm.task.AudioTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.Workplace;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.hull.Rungs;
import dev.starling.swarm.profile.LadderSizes;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.EncodingCost.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Turns a title into a swarm package. Each result is stored under its content address first, so an interrupted encode
 * resumes when it is started again; the package appears with one step, at the end.
 */
public final class Farm {
    private static final Path SCRATCH = Path.of(System.getProperty("java.io.tmpdir"));

    private final UnaryOperator<ResultStore> storage;
    private final Encoder encoder;
    private final Optional<Connection> engine;

    /** Encodes a clip, as {@link ClipEncoder#encode} does. */
    @FunctionalInterface
    interface Encoder {
        EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings);
    }

    /** Connects to an engine for one title. */
    @FunctionalInterface
    private interface Connection {
        TaskExecutor open(TaskSite site, Consumer<String> retries) throws IOException;
    }

    /** A farm that runs its tasks in this process. */
    public Farm() {
        this(UnaryOperator.identity(), ClipEncoder::encode);
    }

    /**
     * A farm whose tasks run on the workers of an engine. All workers must be able to reach the input and the store.
     *
     * @param master the engine's address, in the engine's notation
     * @param settings of the engine, by name
     */
    public static Farm on(Engine engine, String master, Map<String, String> settings) {
        return new Farm(
                UnaryOperator.identity(),
                ClipEncoder::encode,
                Optional.of((site, retries) -> engine.start(master, settings, site, retries)));
    }

    /**
     * A farm with a faulty store or encoder, for tests.
     *
     * @param storage wraps the store of results
     */
    Farm(UnaryOperator<ResultStore> storage, Encoder encoder) {
        this(storage, encoder, Optional.empty());
    }

    private Farm(UnaryOperator<ResultStore> storage, Encoder encoder, Optional<Connection> engine) {
        this.storage = storage;
        this.encoder = encoder;
        this.engine = engine;
    }

    /**
     * Encodes a title and publishes its package.
     *
     * @param events receives progress and failures, from any thread, one at a time
     * @throws dev.starling.libav.MediaException if the input is no title, in one line
     * @throws FarmException if some encodes failed for good, or the output is in use; finished results stay in the
     *     store
     * @throws dev.starling.swarm.pack.PackageException if the output holds something else
     * @throws IOException if the output or the store cannot be written; finished results stay in the store
     * @throws InterruptedException if the calling thread was interrupted
     */
    public EncodeReport encode(EncodeRequest request, Consumer<FarmEvent> events)
            throws IOException, InterruptedException {
        Storage output = Storage.at(request.output());
        output.requireReplaceable();
        Location store = request.store()
                .or(output::temporaryStore)
                .orElseThrow(() -> new FarmException(
                        request.output() + ": name a store too (--store); only an output in a folder needs none"));
        ProgressBoard progress = new ProgressBoard(events);
        CpuMeter cpu = new CpuMeter();
        try (InputFile input = Storage.at(request.input()).input(SCRATCH);
                TitleReader reader = open(input, request, progress, cpu);
                Reservation reserved = output.reserve()) {
            EncodeReport report = encode(request, input.path(), reader, store, new Watch(progress, cpu));
            reserved.published();
            return report;
        }
    }

    private static TitleReader open(InputFile input, EncodeRequest request, ProgressBoard progress, CpuMeter cpu)
            throws IOException {
        try (var _ = cpu.enter(Work.DECODE)) {
            return TitleReader.open(input.path(), request.limits(), request.clipLengths(), progress);
        }
    }

    /** What observes an encode. */
    private record Watch(ProgressBoard progress, CpuMeter cpu) {}

    private EncodeReport encode(EncodeRequest request, Path input, TitleReader reader, Location place, Watch watch)
            throws IOException, InterruptedException {
        ProgressBoard progress = watch.progress();
        ResultStore store = new ChecksummedStore(
                storage.apply(Storage.at(place).results()),
                key -> progress.report(new FarmEvent.Damaged(place + ": " + key)));
        SwarmPlan plan = plan(request, input, reader.format(), place, progress);
        try (Crew crew = crew(request, input, reader, place, store, watch)) {
            return new TitleWork(request, plan, reader, store, crew, progress).run();
        }
    }

    private static SwarmPlan plan(
            EncodeRequest request, Path input, SourceFormat format, Location place, ProgressBoard progress)
            throws IOException, InterruptedException {
        List<PictureSize> sizes = LadderSizes.of(format.displaySize(), request.maxShortSide());
        requireLevel(request, format, sizes.getFirst());
        return switch (request.target()) {
            case QualityTarget.Ladder(Rungs rungs) ->
                SwarmPlan.ofQualities(sizes, request.clusters(), request.preset(), rungs);
            case QualityTarget.OfBest best ->
                SwarmPlan.ofRateFactors(
                        sizes.getFirst(),
                        request.clusters(),
                        request.preset(),
                        TargetSearch.crf(request, best, input, place, progress::report));
        };
    }

    /** The largest pictures need the highest level. */
    private static void requireLevel(EncodeRequest request, SourceFormat format, PictureSize largest) {
        boolean allowed = request.clusters().band(largest).families().stream()
                .map(family -> Genome.structuralGenes(family.genes().genotype()))
                .allMatch(genes -> format.allows(largest, genes));
        if (!allowed) {
            throw new FarmException(String.format(
                    Locale.ROOT,
                    "%s: no level of H.264 allows %s at %.4g pictures per second;"
                            + " choose smaller ones with --max-height",
                    request.input(),
                    largest,
                    format.peakFrameRate().value()));
        }
    }

    private Crew crew(
            EncodeRequest request, Path input, TitleReader reader, Location place, ResultStore store, Watch watch)
            throws IOException {
        ProgressBoard progress = watch.progress();
        Cores cores = new Cores(request.cores());
        if (engine.isPresent()) {
            TaskSite site = TaskSite.of(request.input(), place, request.limits());
            TaskExecutor executor = engine.get().open(site, reason -> progress.report(new FarmEvent.Retry(reason)));
            return new Crew(executor, new DistantClips(() -> maxClips(executor.parallelism())), cores, watch.cpu());
        }
        DecodedClips clips = new DecodedClips(maxClips(request.cores()), MAX_PICTURE_BYTES - reader.maxPictureBytes());
        TaskExecutor executor = new EmbeddedExecutor(workplace(input, store, clips, watch), cores);
        return new Crew(new RetryingExecutor(executor, progress::report), clips, cores, watch.cpu());
    }

    /** Pictures at the display size that may be in memory, beside those that the reader holds: two of any clip. */
    private static final long MAX_PICTURE_BYTES = 2 * ClipLengths.MAX_PICTURE_BYTES;

    /** The search for a clip's members encodes one after the other: each core works on another clip. */
    private static int maxClips(int cores) {
        return 1 + cores;
    }

    private Workplace workplace(Path input, ResultStore store, DecodedClips clips, Watch watch) {
        CpuMeter cpu = watch.cpu();
        return new Workplace() {
            @Override
            public ResultStore store() {
                return store;
            }

            @Override
            public SourceClip pictures(ClipFacts clip, PictureSize size) {
                try (var _ = cpu.enter(Work.SCALE)) {
                    return clips.pictures(clip, size);
                }
            }

            @Override
            public List<Double> motion(ClipFacts clip) {
                try (var _ = cpu.enter(Work.MEASURE_SCORE)) {
                    return clips.motion(clip);
                }
            }

            @Override
            public CpuMeter cpu() {
                return cpu;
            }

            @Override
            public Path input() {
                return input;
            }

            @Override
            public EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings) {
                return encoder.encode(clip, types, settings);
            }

            @Override
            public void advanced(Task task, double seconds) {
                if (task instanceof AudioTask) {
                    watch.progress().advance(Phase.AUDIO, seconds);
                }
            }
        };
    }
}
