package dev.starling.farm.executor;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.store.InputFile;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.ClipPictures;
import dev.starling.farm.task.PixelHash;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.farm.task.Workplace;
import dev.starling.media.clip.ClipFinder;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.EncodingCost.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks of one title in a worker process, any number at the same time. It decodes the clips that tasks need, and
 * checks by their hash that they are the planned ones. A clip's pictures stay in memory while a task uses them; those
 * of a few idle clips stay too, since the next task probably belongs to the same clip.
 */
public final class Workbench implements AutoCloseable {
    private static final int MAX_IDLE_CLIPS = 4;
    /** At the display size; scaled copies take about as much again. */
    private static final long MAX_IDLE_BYTES = 1L << 30;

    private final ResultStore store;
    private final InputFile input;
    private final MediaLimits limits;
    /** Guards the finder, which is not thread-safe: one clip is decoded at a time. */
    private final Object finding = new Object();

    private @Nullable ClipFinder finder;
    /** Guards all fields below. */
    private final Object lock = new Object();
    /** Least recently used first. */
    private final Map<ClipFacts, Shelf> shelves = new LinkedHashMap<>(16, 0.75f, true);

    private int running;
    private boolean closed;

    /** The pictures of a clip, once decoded, and the number of tasks that use them. */
    private static final class Shelf {
        private @Nullable ClipPictures pictures;
        private int users;
    }

    /**
     * A workbench; the input is opened when a task first needs it.
     *
     * @param store shared by all workers
     * @param input the title's file, which this takes over
     * @param limits the largest input that is accepted
     */
    public Workbench(ResultStore store, InputFile input, MediaLimits limits) {
        this.store = store;
        this.input = input;
        this.limits = limits;
    }

    /**
     * Runs a task on the calling thread and stores its result.
     *
     * @return the processor time of each kind of work, in nanoseconds
     * @throws TaskException if it failed
     * @throws IOException if the store cannot be read or written
     */
    public Map<Work, Long> perform(Task task) throws TaskException, IOException {
        synchronized (lock) {
            if (closed) {
                throw new TaskException(task.description() + ": this worker is closed");
            }
            running++;
        }
        try (Place place = new Place()) {
            task.perform(place);
            return place.cpu.nanos();
        } finally {
            synchronized (lock) {
                running--;
                lock.notifyAll();
            }
        }
    }

    /** The number of clips in memory. */
    int clipsInMemory() {
        synchronized (lock) {
            return shelves.size();
        }
    }

    private ClipPictures take(ClipFacts clip) {
        Shelf shelf;
        synchronized (lock) {
            shelf = shelves.computeIfAbsent(clip, it -> new Shelf());
            shelf.users++;
        }
        try {
            synchronized (shelf) {
                if (shelf.pictures == null) {
                    shelf.pictures = new ClipPictures(find(clip));
                }
                return shelf.pictures;
            }
        } catch (RuntimeException e) {
            putBack(clip);
            throw e;
        }
    }

    private SourceClip find(ClipFacts clip) {
        synchronized (finding) {
            if (finder == null) {
                finder = new ClipFinder(input.path(), limits);
            }
            return finder.find(place(clip), found -> PixelHash.of(found).equals(clip.pixels()))
                    .orElseThrow(() -> new IllegalStateException(input.path() + ": the pictures from "
                            + clip.startTicks() / 90_000.0 + " s on are not those that were planned with"));
        }
    }

    /** The position of a clip in its title. */
    public static ClipFinder.Place place(ClipFacts clip) {
        return new ClipFinder.Place(clip.index(), clip.startTicks(), clip.frameCount(), clip.startsAtSceneCut());
    }

    private void putBack(ClipFacts clip) {
        List<ClipPictures> dropped = new ArrayList<>();
        synchronized (lock) {
            Shelf shelf = shelves.get(clip);
            if (shelf == null || shelf.users == 0) {
                throw new IllegalStateException("clip " + clip.index() + " is not in use");
            }
            shelf.users--;
            if (shelf.users == 0 && shelf.pictures == null) {
                shelves.remove(clip);
            }
            int idle = 0;
            long idleBytes = 0;
            for (Shelf each : shelves.values()) {
                if (each.users == 0 && each.pictures != null) {
                    idle++;
                    idleBytes += each.pictures.bytes();
                }
            }
            Iterator<Shelf> oldestFirst = shelves.values().iterator();
            while (idle > 1 && (idle > MAX_IDLE_CLIPS || idleBytes > MAX_IDLE_BYTES)) {
                Shelf oldest = oldestFirst.next();
                if (oldest.users == 0 && oldest.pictures != null) {
                    oldestFirst.remove();
                    dropped.add(oldest.pictures);
                    idle--;
                    idleBytes -= oldest.pictures.bytes();
                }
            }
        }
        dropped.forEach(ClipPictures::close);
    }

    /** Refuses new tasks, waits until none runs, and releases everything. */
    @Override
    public void close() {
        boolean interrupted = false;
        synchronized (lock) {
            closed = true;
            while (running > 0) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            for (Shelf shelf : shelves.values()) {
                if (shelf.pictures != null) {
                    shelf.pictures.close();
                }
            }
            shelves.clear();
        }
        synchronized (finding) {
            if (finder != null) {
                finder.close();
                finder = null;
            }
        }
        try {
            input.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The workplace of one running task. */
    private final class Place implements Workplace, AutoCloseable {
        private final Map<ClipFacts, ClipPictures> taken = new LinkedHashMap<>();
        private final CpuMeter cpu = new CpuMeter();

        @Override
        public ResultStore store() {
            return store;
        }

        @Override
        public SourceClip pictures(ClipFacts clip, PictureSize size) {
            ClipPictures pictures = take(clip);
            try (var _ = cpu.enter(Work.SCALE)) {
                return pictures.inSize(size);
            }
        }

        @Override
        public List<Double> motion(ClipFacts clip) {
            ClipPictures pictures = take(clip);
            try (var _ = cpu.enter(Work.MEASURE_SCORE)) {
                return pictures.motion();
            }
        }

        private ClipPictures take(ClipFacts clip) {
            try (var _ = cpu.enter(Work.DECODE)) {
                return taken.computeIfAbsent(clip, Workbench.this::take);
            }
        }

        @Override
        public CpuMeter cpu() {
            return cpu;
        }

        @Override
        public Path input() {
            return input.path();
        }

        @Override
        public EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings) {
            return ClipEncoder.encode(clip, types, settings);
        }

        @Override
        public void advanced(Task task, double seconds) {
            // The engine reports finished tasks to the driver.
        }

        @Override
        public void close() {
            taken.keySet().forEach(Workbench.this::putBack);
        }
    }
}
