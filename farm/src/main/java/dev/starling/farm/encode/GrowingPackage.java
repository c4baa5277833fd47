package dev.starling.farm.encode;

import dev.starling.farm.Phase;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageTarget;
import dev.starling.swarm.pack.PackageWriter;
import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The package of a title while the title is encoded. Where the output can hold such a package, its beginning is
 * published as soon as its first clips and its sound are finished, and grows from then on; {@link #complete} makes it
 * whole, and {@link #withdraw} removes it. Nothing shorter ever replaces what is at the output, and only a whole
 * package replaces a whole one. Thread-safe.
 */
final class GrowingPackage implements AutoCloseable {
    /**
     * A package grows by this share of its clips at least: each time the description of all of them is written, and
     * read by every edge that serves it.
     */
    private static final int MAX_GROWTHS_PER_DOUBLING = 64;

    private final Storage output;
    private final Function<List<Sound>, Packager> packaging;
    private final Growth growth;
    private final Map<Integer, ClipOutcome> finished = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable Packager packager;
    private volatile int clipsOfTitle = Integer.MAX_VALUE;
    private volatile int published;
    private volatile boolean growing = true;
    /** How much of a title was at the output before; below 0 until that is known. */
    private volatile long ticksBefore = -1;

    private @Nullable PackageWriter writer;

    /**
     * Starts a package; nothing is written before its first clips are finished.
     *
     * @param packaging starts to package the title with its soundtracks
     * @param growth what is known of the title
     */
    GrowingPackage(Storage output, Function<List<Sound>, Packager> packaging, Growth growth) {
        this.output = output;
        this.packaging = packaging;
        this.growth = growth;
    }

    /** How much of a title is at the output; all there can be if it is whole, or cannot be read. */
    private long ticksAtOutput() throws IOException {
        try {
            Title title = PackageReader.open(output.packageFiles()).title();
            return title.growth().isPresent() ? title.durationTicks() : Long.MAX_VALUE;
        } catch (PackageException e) {
            return e.getCause() instanceof NoSuchFileException ? 0 : Long.MAX_VALUE;
        }
    }

    /** Takes the soundtracks. */
    void hears(List<Sound> sound) throws IOException {
        packager = packaging.apply(sound);
        advance();
    }

    /** Takes a finished clip; the clips may come in any order. */
    void finished(ClipOutcome clip) throws IOException {
        finished.put(clip.facts().index(), clip);
        advance();
    }

    /** Takes the number of all clips. */
    void ends(int clips) {
        clipsOfTitle = clips;
    }

    /** Publishes what is finished, unless another thread does. */
    private void advance() throws IOException {
        for (List<ClipOutcome> due = due(); !due.isEmpty() && writing.tryLock(); due = due()) {
            try {
                grow(due()); // another thread may have published some
            } finally {
                writing.unlock();
            }
        }
    }

    /** The clips from the first one on that are finished; empty if it is too early to publish them. */
    private List<ClipOutcome> due() {
        if (!growing || packager == null) {
            return List.of();
        }
        List<ClipOutcome> clips = new ArrayList<>();
        for (ClipOutcome clip = finished.get(0); clip != null; clip = finished.get(clips.size())) {
            clips.add(clip);
        }
        boolean enough = published == 0
                ? endTicks(clips) > ticksBefore
                : clips.size() - published >= Math.max(1, published / MAX_GROWTHS_PER_DOUBLING);
        return enough && clips.size() < clipsOfTitle ? clips : List.of();
    }

    private static long endTicks(List<ClipOutcome> clips) {
        return clips.isEmpty()
                ? 0
                : clips.getLast().facts().startTicks() + clips.getLast().facts().durationTicks();
    }

    private void grow(List<ClipOutcome> clips) throws IOException {
        if (ticksBefore < 0) {
            Optional<PackageTarget> place = output.growingTarget();
            if (place.isPresent()) {
                writer = new PackageWriter(place.get());
                ticksBefore = ticksAtOutput();
            } else {
                growing = false;
            }
        }
        PackageWriter target = writer;
        if (target == null || endTicks(clips) <= ticksBefore) {
            return;
        }
        Packager packing = Objects.requireNonNull(packager);
        AtlasModel model = AtlasModel.of(clips);
        for (ClipOutcome clip : clips.subList(published, clips.size())) {
            packing.writeClip(target, clip, model);
        }
        if (published < Packager.POSTER_CANDIDATES) {
            // Of more clips it would hardly be better, and each one costs the decoding of some pictures.
            packing.writePoster(target, clips);
        }
        target.publish(packing.title(clips).growing(growth));
        published = clips.size();
    }

    /**
     * Makes the package whole. The sound was taken before.
     *
     * @param clips all clips of the title
     * @param version names the content of the package
     * @param report what the run has cost, when all but the title is written
     */
    Title complete(List<ClipOutcome> clips, ContentKey version, ProgressBoard progress, Supplier<EncodingCost> report)
            throws IOException {
        writing.lock();
        try {
            PackageWriter target = writer;
            if (target == null) {
                target = new PackageWriter(output.packageTarget(version));
                writer = target;
            }
            Packager packing = Objects.requireNonNull(packager);
            AtlasModel model = AtlasModel.of(clips);
            for (ClipOutcome clip : clips) {
                if (clip.facts().index() < published) {
                    packing.predictAgain(target, clip, model);
                } else {
                    packing.writeClip(target, clip, model);
                }
                progress.advance(Phase.PACKAGE, (double) clip.facts().durationTicks() / Title.TIMESCALE);
            }
            packing.writePoster(target, clips);
            target.report(report.get());
            Title title = packing.title(clips);
            target.publish(title);
            return title;
        } finally {
            writing.unlock();
        }
    }

    /**
     * Removes the beginning at the output after the encode failed, because it would look as if it still grew. If the
     * encode was interrupted, the beginning stays for the next run. No result is lost: the store has them all.
     *
     * @param failure also keeps why the beginning cannot be removed
     */
    void withdraw(Throwable failure) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        writing.lock();
        try {
            output.deleteBeginning();
        } catch (IOException e) {
            failure.addSuppressed(e);
        } finally {
            writing.unlock();
        }
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
