package dev.starling.app.title;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.QualityTarget;
import dev.starling.farm.encode.TailMode;
import dev.starling.farm.encode.TailRule;
import dev.starling.film.SampleFile;
import dev.starling.film.SampleTitle;
import dev.starling.media.clip.ClipLengths;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** The demo's folder: holds the sample title as a package, made once. Making it can be interrupted and resumed. */
public final class Demo {
    private static final long SEED = 1;
    /** How the packages are encoded; packages of another number are made anew. */
    private static final int RECIPE = 2;
    /** Fast, and the same for the swarm and the ladder, so that they differ in the system only. */
    private static final Preset PRESET = Preset.VERYFAST;

    /** So that blending can be tried at every level. */
    private static final String SLICES = "4";
    /** The usual segment of a ladder. */
    private static final Duration LADDER_CLIP = Duration.ofSeconds(2);

    private final Path folder;

    private Demo(Path folder) {
        this.folder = folder;
    }

    /**
     * The demo in a folder.
     *
     * @throws IOException if the folder cannot be created
     */
    public static Demo in(Path folder) throws IOException {
        // Other samples, package formats and recipes have their own folder.
        Path own = folder.resolve("sample-" + SampleTitle.VERSION + "-format-" + Title.VERSION + "-recipe-" + RECIPE);
        Files.createDirectories(own.resolve("titles"));
        return new Demo(own);
    }

    /** The folder of packages for the edge; empty until {@link #make} is done. */
    public Path titles() {
        return folder.resolve("titles");
    }

    /** The folder of what is uploaded to the demo. */
    public Path uploads() {
        return folder.resolve("uploads");
    }

    /** The package of the sample title. */
    public Path title() {
        return titles().resolve("Starlings");
    }

    /** The package of the sample title as a plain ladder. */
    public Path ladder() {
        return titles().resolve("Starlings.ladder");
    }

    /**
     * Makes the package if it is missing.
     *
     * @param cores number of threads, at least 1
     * @param painting receives the share of the sample title that is painted, 0–1
     * @param encoding receives the progress of the encode, from any thread, one event at a time
     * @throws dev.starling.libav.MediaException if the sample title cannot be written
     * @throws dev.starling.farm.FarmException if the sample title cannot be encoded
     * @throws IOException if the folder cannot be written
     * @throws InterruptedException if the calling thread was interrupted
     */
    public void make(int cores, DoubleConsumer painting, Consumer<FarmEvent> encoding)
            throws IOException, InterruptedException {
        if (isMade(title())) {
            return;
        }
        Path sample = sample(cores, painting);
        // One family, to be ready soon: each further family would take as long again.
        EncodeRequest request = EncodeRequest.of(sample, title(), cores)
                .withPreset(PRESET)
                .withClusters(ClustersFile.usual().with("slices", SLICES));
        new Farm().encode(request, encoding);
        // The file is large, and painting it again takes seconds.
        Files.delete(sample);
    }

    /**
     * Makes the same title as a plain ladder if it is missing, as a site would make it with {@code ffmpeg}: the preset
     * of the swarm, no genes of Starling's families, clips of two seconds at most, one rate factor for each rendition,
     * and nothing to blend. The player page plays it beside the swarm.
     *
     * @param cores number of threads, at least 1
     * @param painting as for {@link #make}
     * @param encoding as for {@link #make}
     * @throws dev.starling.libav.MediaException if the sample title cannot be written
     * @throws dev.starling.farm.FarmException if the sample title cannot be encoded
     * @throws IOException if the folder cannot be written
     * @throws InterruptedException if the calling thread was interrupted
     */
    public void makeLadder(int cores, DoubleConsumer painting, Consumer<FarmEvent> encoding)
            throws IOException, InterruptedException {
        if (isMade(ladder())) {
            return;
        }
        Path sample = sample(cores, painting);
        EncodeRequest request = EncodeRequest.of(sample, ladder(), cores)
                .withPreset(PRESET)
                .withClusters(ClustersFile.usual())
                .withClipLengths(ClipLengths.between(LADDER_CLIP.dividedBy(2), LADDER_CLIP))
                .withTails(TailRule.of(TailMode.NONE))
                .withTarget(new QualityTarget.RateFactor(FixedProfiles.BEST_CRF));
        new Farm().encode(request, encoding);
        Files.delete(sample);
    }

    private Path sample(int cores, DoubleConsumer painting) throws IOException {
        Path sample = folder.resolve("Starlings.mkv");
        if (!Files.exists(sample)) {
            paint(sample, cores, painting);
        }
        return sample;
    }

    /** Whether a whole package is there that this version can read. */
    private static boolean isMade(Path title) throws IOException {
        try {
            return PackageReader.open(title).title().growth().isEmpty();
        } catch (PackageException missingOrUnreadable) {
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
