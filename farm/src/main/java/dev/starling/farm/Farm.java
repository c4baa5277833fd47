package dev.starling.farm;

import dev.starling.farm.store.ChecksummedStore;
import dev.starling.farm.store.InputFile;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.farm.task.AudioTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.Cores;
import dev.starling.farm.task.EmbeddedExecutor;
import dev.starling.farm.task.Engine;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskExecutor;
import dev.starling.farm.task.TaskSite;
import dev.starling.farm.task.Workplace;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.profile.PictureSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Turns a title into a swarm package. Everything that is made goes to a store under its content address first, so that
 * an encode that was ended at any moment goes on where it was when it is started again; the package appears at once, at
 * the end.
 */
public final class Farm {
    private final UnaryOperator<ResultStore> storage;
    private final Encoder encoder;
    private final Optional<Connection> engine;

    /** Encodes a clip, as {@link ClipEncoder#encode} does. */
    @FunctionalInterface
    interface Encoder {
        EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings);
    }

    /** Connects to an engine for a title. */
    @FunctionalInterface
    private interface Connection {
        TaskExecutor open(TaskSite site, Consumer<String> retries) throws IOException;
    }

    /** A farm in this process. */
    public Farm() {
        this(UnaryOperator.identity(), ClipEncoder::encode);
    }

    /**
     * A farm whose tasks are done by the workers of an engine. The input and the store must lie where all of them find
     * them.
     *
     * @param master where the engine is, in its own words
     * @param settings the engine's own, by name
     */
    public static Farm on(Engine engine, String master, Map<String, String> settings) {
        return new Farm(
                UnaryOperator.identity(),
                ClipEncoder::encode,
                Optional.of((site, retries) -> engine.start(master, settings, site, retries)));
    }

    /**
     * A farm whose storage or encoder misbehaves, for tests.
     *
     * @param storage put between the farm and the folder in which it keeps its results
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
     * @param events told of progress and failures, from any thread, one at a time
     * @throws dev.starling.libav.MediaException if the input is no title, in one line
     * @throws FarmException if some encodes failed for good, or the output is in use; what was finished stays in the
     *     store
     * @throws dev.starling.swarm.pack.PackageException if the output holds something else
     * @throws IOException if the output or the store cannot be written; what was finished stays in the store
     * @throws InterruptedException if the calling thread was interrupted
     */
    public EncodeReport encode(EncodeRequest request, Consumer<FarmEvent> events)
            throws IOException, InterruptedException {
        Places.requireReplaceable(request.output());
        Optional<Path> folder = request.output().path();
        if (folder.isEmpty() && request.store().isEmpty()) {
            throw new FarmException(request.output() + ": name a store too (--store); only beside a folder is there one"
                    + " without being named");
        }
        ProgressBoard progress = new ProgressBoard(events);
        try (InputFile input = InputFile.open(request.input(), Path.of(System.getProperty("java.io.tmpdir")));
                TitleReader reader = TitleReader.open(input.path(), request.limits(), progress)) {
            if (folder.isEmpty()) {
                return encode(request, input.path(), reader, request.store().get(), progress);
            }
            try (WorkFolder work = WorkFolder.open(folder.get())) {
                Location store = request.store().orElse(Location.of(work.store()));
                EncodeReport report = encode(request, input.path(), reader, store, progress);
                work.remove();
                return report;
            }
        }
    }

    private EncodeReport encode(
            EncodeRequest request, Path input, TitleReader reader, Location place, ProgressBoard progress)
            throws IOException, InterruptedException {
        ResultStore store = new ChecksummedStore(
                storage.apply(Storage.resultsAt(place)),
                key -> progress.tell(new FarmEvent.Damaged(place + ": " + key)));
        double bestCrf = TargetSearch.crf(request, input, place, progress::tell);
        try (Crew crew = crew(request, input, place, store, progress)) {
            return new TitleWork(request, reader, store, crew.executor(), crew.cores(), crew.clips(), progress, bestCrf)
                    .run();
        }
    }

    /** Who does the tasks, and where the pictures are meanwhile. */
    private record Crew(TaskExecutor executor, ClipsInFlight clips, Cores cores) implements AutoCloseable {
        @Override
        public void close() {
            executor.close();
        }
    }

    private Crew crew(EncodeRequest request, Path input, Location place, ResultStore store, ProgressBoard progress)
            throws IOException {
        Cores cores = new Cores(request.cores());
        if (engine.isPresent()) {
            TaskSite site = TaskSite.of(request.input(), place, request.limits());
            TaskExecutor executor = engine.get().open(site, reason -> progress.tell(new FarmEvent.Retry(reason)));
            return new Crew(executor, new DistantClips(() -> FEWEST_CLIPS + executor.parallelism()), cores);
        }
        DecodedClips clips = new DecodedClips(mostClips(request.cores()), MOST_PICTURE_BYTES);
        TaskExecutor executor = new EmbeddedExecutor(workplace(input, store, clips, progress), cores);
        return new Crew(new RetryingExecutor(executor, progress::tell), clips, cores);
    }

    /** Pictures that may be in memory at the display size, beside the clip that is being decoded: 2 GiB. */
    private static final long MOST_PICTURE_BYTES = 2L << 30;

    private static final int FEWEST_CLIPS = 2;
    /** A clip has nine encodes, but towards its end less to do: so many cores' worth each. */
    private static final int CORES_A_CLIP = 4;

    private static int mostClips(int cores) {
        return FEWEST_CLIPS + cores / CORES_A_CLIP;
    }

    private Workplace workplace(Path input, ResultStore store, DecodedClips clips, ProgressBoard progress) {
        return new Workplace() {
            @Override
            public ResultStore store() {
                return store;
            }

            @Override
            public SourceClip pictures(ClipFacts clip, PictureSize size) {
                return clips.pictures(clip, size);
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
                    progress.advance(Phase.AUDIO, seconds, false);
                }
            }
        };
    }
}
