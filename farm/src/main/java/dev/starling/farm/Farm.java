package dev.starling.farm;

import dev.starling.farm.store.ChecksummedStore;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.AudioTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.Cores;
import dev.starling.farm.task.EmbeddedExecutor;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskExecutor;
import dev.starling.farm.task.Workplace;
import dev.starling.media.ClipEncoder;
import dev.starling.media.EncodedClip;
import dev.starling.media.EncodingSettings;
import dev.starling.media.PictureStructure;
import dev.starling.media.SourceClip;
import dev.starling.swarm.pack.PackageWriter;
import dev.starling.swarm.profile.PictureSize;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Turns a title into a swarm package. Everything that is made goes to a store under its content address first, so that an
 * encode that was ended at any moment goes on where it was when it is started again; the package appears at once, at the end.
 */
public final class Farm {
    private final UnaryOperator<ResultStore> storage;
    private final Encoder encoder;

    /** Encodes a clip, as {@link ClipEncoder#encode} does. */
    @FunctionalInterface
    interface Encoder {
        EncodedClip encode(SourceClip clip, PictureStructure types, EncodingSettings settings);
    }

    /** A farm in this process, its store a folder. */
    public Farm() {
        this(UnaryOperator.identity(), ClipEncoder::encode);
    }

    /**
     * A farm whose storage or encoder misbehaves, for tests.
     *
     * @param storage put between the farm and the folder in which it keeps its results
     */
    Farm(UnaryOperator<ResultStore> storage, Encoder encoder) {
        this.storage = storage;
        this.encoder = encoder;
    }

    /**
     * Encodes a title and publishes its package.
     *
     * @param events told of progress and failures, from any thread, one at a time
     * @throws dev.starling.media.MediaException if the input is no title, in one line
     * @throws FarmException if some encodes failed for good, or the output is in use; what was finished stays in the store
     * @throws dev.starling.swarm.pack.PackageException if the output holds something else
     * @throws IOException if the output or the store cannot be written; what was finished stays in the store
     * @throws InterruptedException if the calling thread was interrupted
     */
    public EncodeReport encode(EncodeRequest request, Consumer<FarmEvent> events)
            throws IOException, InterruptedException {
        PackageWriter.requireReplaceable(request.output());
        ProgressBoard progress = new ProgressBoard(events);
        try (TitleReader reader = TitleReader.open(request, progress);
                WorkFolder work = WorkFolder.open(request.output())) {
            ResultStore folder = new DirectoryStore(request.store().orElse(work.store()));
            ResultStore store = new ChecksummedStore(
                    storage.apply(folder), key -> progress.tell(new FarmEvent.Damaged(folder + ": " + key)));
            Cores cores = new Cores(request.cores());
            DecodedClips clips = new DecodedClips(mostClips(request.cores()), MOST_PICTURE_BYTES);
            EncodeReport report;
            try (TaskExecutor executor = new EmbeddedExecutor(workplace(store, clips, progress), cores)) {
                TitleWork title = new TitleWork(request, reader, store, executor, cores, clips, progress);
                report = title.run();
            }
            work.remove();
            return report;
        }
    }

    /** Pictures that may be in memory at the display size, beside the clip that is being decoded: 2 GiB. */
    private static final long MOST_PICTURE_BYTES = 2L << 30;

    private static final int FEWEST_CLIPS = 2;
    /** A clip has nine encodes, but towards its end less to do: so many cores' worth each. */
    private static final int CORES_A_CLIP = 4;

    private static int mostClips(int cores) {
        return FEWEST_CLIPS + cores / CORES_A_CLIP;
    }

    private Workplace workplace(ResultStore store, DecodedClips clips, ProgressBoard progress) {
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
            public EncodedClip encode(SourceClip clip, PictureStructure types, EncodingSettings settings) {
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
