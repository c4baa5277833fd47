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
import dev.starling.swarm.pack.RunningEncode;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;

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

    /** What viewers got, for the dashboard. */
    public Path telemetry() {
        return folder.resolve("telemetry.duckdb");
    }

    /** The profiles that the dashboard shows; missing until {@code evolve} writes them here. */
    public Path profiles() {
        return folder.resolve("profiles.json");
    }

    /** A package of the sample title. */
    public enum Content {
        /** The title as a swarm. */
        SWARM("Starlings"),
        /**
         * The same title as a plain ladder, as a site would make it with {@code ffmpeg}: the preset of the swarm, no
         * genes of Starling's families, clips of two seconds at most, one rate factor for each rendition, and nothing
         * to blend. The player page plays it beside the swarm.
         */
        LADDER("Starlings.ladder");

        private final String id;

        Content(String id) {
            this.id = id;
        }
    }

    /** The folder of a package. */
    public Path packageOf(Content content) {
        return titles().resolve(content.id);
    }

    /**
     * Makes the packages that are missing. The sample title is painted once for all of them.
     *
     * @param contents which packages
     * @param cores number of threads, at least 1
     * @param painting receives the share of the sample title that is painted, 0–1
     * @param encoding for each package that is made, what receives the progress of its encode, from any thread, one
     *     event at a time
     * @throws dev.starling.libav.MediaException if the sample title cannot be written
     * @throws dev.starling.farm.FarmException if the sample title cannot be encoded
     * @throws IOException if the folder cannot be written
     * @throws InterruptedException if the calling thread was interrupted
     */
    public void make(
            List<Content> contents, int cores, DoubleConsumer painting, Function<Content, Consumer<FarmEvent>> encoding)
            throws IOException, InterruptedException {
        Path sample = folder.resolve("Starlings.mkv");
        for (Content content : contents) {
            if (!isMade(packageOf(content))) {
                if (!Files.exists(sample)) {
                    // Painting takes a while, during which others see already what is going on.
                    RunningEncode.announce(packageOf(content));
                    paint(sample, cores, painting);
                }
                new Farm().encode(request(content, sample, cores), encoding.apply(content));
            }
        }
        // The file is large, and painting it again takes seconds.
        Files.deleteIfExists(sample);
    }

    private EncodeRequest request(Content content, Path sample, int cores) {
        EncodeRequest request =
                EncodeRequest.of(sample, packageOf(content), cores).withPreset(PRESET);
        return switch (content) {
            // One family, to be ready soon: each further family would take as long again.
            case SWARM -> request.withClusters(ClustersFile.usual().with("slices", SLICES));
            case LADDER ->
                request.withClusters(ClustersFile.usual())
                        .withClipLengths(ClipLengths.between(LADDER_CLIP.dividedBy(2), LADDER_CLIP))
                        .withTails(TailRule.of(TailMode.NONE))
                        .withTarget(new QualityTarget.RateFactor(FixedProfiles.BEST_CRF));
        };
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
