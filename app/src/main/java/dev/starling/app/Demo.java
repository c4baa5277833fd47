package dev.starling.app;

import dev.starling.farm.EncodeRequest;
import dev.starling.farm.Farm;
import dev.starling.farm.FarmEvent;
import dev.starling.film.SampleFile;
import dev.starling.film.SampleTitle;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** The demo's folder: the sample title as a package, made once. Ended at any moment, it goes on where it was. */
public final class Demo {
    private static final long SEED = 1;

    private final Path folder;

    private Demo(Path folder) {
        this.folder = folder;
    }

    /**
     * The demo kept below a folder.
     *
     * @throws IOException if the folder cannot be made
     */
    public static Demo in(Path folder) throws IOException {
        // A package made of other samples, or in another format, is another demo.
        Path own = folder.resolve("sample-" + SampleTitle.VERSION + "-format-" + Title.VERSION);
        Files.createDirectories(own.resolve("titles"));
        return new Demo(own);
    }

    /** The folder of packages that an edge can serve; empty until {@link #make} is done. */
    public Path titles() {
        return folder.resolve("titles");
    }

    /** The package. */
    public Path title() {
        return titles().resolve("Starlings");
    }

    /**
     * Makes what is missing.
     *
     * @param cores how many threads may compute at the same time, at least 1
     * @param painting told how far the painting of the sample title has come, 0–1
     * @param encoding told how far its encode has come, from any thread, one at a time
     * @throws dev.starling.libav.MediaException if the sample title cannot be written
     * @throws dev.starling.farm.FarmException if it cannot be encoded
     * @throws IOException if the folder cannot be written
     * @throws InterruptedException if the calling thread was interrupted
     */
    public void make(int cores, DoubleConsumer painting, Consumer<FarmEvent> encoding)
            throws IOException, InterruptedException {
        if (isMade()) {
            return;
        }
        Path sample = folder.resolve("Starlings.mkv");
        if (!Files.exists(sample)) {
            paint(sample, cores, painting);
        }
        // One family: a demonstration shall be there soon, and every further family is as many encodes again.
        EncodeRequest request = EncodeRequest.of(sample, title(), cores)
                .withPreset(Preset.VERYFAST)
                .withClusters(ClustersFile.usual());
        new Farm().encode(request, encoding);
        // It is large, and painted again in seconds.
        Files.delete(sample);
    }

    /** A package of a Starling that had another format is made again. */
    private boolean isMade() throws IOException {
        try {
            PackageReader.open(title());
            return true;
        } catch (PackageException missingOrNotReadable) {
            return false;
        }
    }

    private void paint(Path sample, int cores, DoubleConsumer painting) throws IOException {
        Path partial = Files.createTempFile(folder, "painting", ".mkv");
        try {
            SampleTitle title = new SampleTitle(SEED);
            SampleFile.write(title, partial, cores, done -> painting.accept((double) done / title.frames()));
            Files.move(partial, sample, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
