package dev.starling.farm.train;

import dev.starling.farm.executor.Parallel;
import dev.starling.farm.task.EvaluateTask.Recipe;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Evaluator;
import dev.starling.swarm.breed.evolve.Subject;
import dev.starling.swarm.breed.evolve.Trial;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Measures the rate–quality curves of profile families, and of libx264's presets, on training clips. */
public final class FamilyEvaluator implements Evaluator {
    /** How many quality targets a curve has, whatever the codec. */
    static final int LEVELS = crfLevels(Codec.H264).size();

    private final List<TrainingClip> clips;
    private final List<Double> scales;
    private final Encodings encodings;

    /** @param scales the smaller sizes, relative to that of the clips; falling */
    FamilyEvaluator(List<TrainingClip> clips, List<Double> scales, Encodings encodings) {
        this.clips = clips;
        this.scales = scales;
        this.encodings = encodings;
    }

    /**
     * The quality targets at which a family's curve is measured: for H.264 those of members and one below; for the
     * other codecs those of about the same qualities, on each encoder's own scale. Pictures smaller than the source's
     * reach lower qualities still.
     */
    public static List<Double> crfLevels(Codec codec) {
        return switch (codec) {
            case H264 -> List.of(23.0, 27.0, 31.0, 35.0);
            case HEVC -> List.of(22.0, 26.0, 30.0, 34.0);
            case AV1 -> List.of(36.0, 44.0, 52.0, 60.0);
        };
    }

    /**
     * Measures what is not in the store yet.
     *
     * @throws UncheckedIOException if the store cannot be read or written
     * @throws dev.starling.farm.FarmException if an encode failed twice, in one line; what was measured is kept
     */
    @Override
    public List<Evaluation> evaluate(List<Trial> trials) throws InterruptedException {
        encodings.expect(trials.size() * LEVELS * (1 + scales.size()));
        try {
            return Parallel.map(trials, this::evaluate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Evaluation evaluate(Trial trial) throws IOException, InterruptedException {
        TrainingClip clip = clips.get(trial.clip());
        List<List<Encoding>> bySize =
                Parallel.map(sizes(clip), size -> encodings.of(clip, recipes(clip, trial.subject(), size)));
        return new Evaluation(bySize.getFirst(), bySize.subList(1, bySize.size()));
    }

    /** The sizes at which a clip is measured, largest first. */
    private List<PictureSize> sizes(TrainingClip clip) {
        PictureSize shown = clip.format().displaySize();
        List<PictureSize> sizes = new ArrayList<>(List.of(shown));
        scales.forEach(scale -> sizes.add(shown.withShortSide(2 * (int) Math.rint(shown.shortSide() * scale / 2))));
        return sizes;
    }

    /** One recipe for each quality target at the size shown. */
    List<Recipe> recipes(TrainingClip clip, Subject subject) throws IOException, InterruptedException {
        return recipes(clip, subject, clip.format().displaySize());
    }

    private List<Recipe> recipes(TrainingClip clip, Subject subject, PictureSize size)
            throws IOException, InterruptedException {
        return switch (subject) {
            case Subject.Bred(Genotype genotype) ->
                Parallel.map(
                        crfLevels(genotype.codec()),
                        crf -> recipe(clip, Genome.profile(genotype.withRateFactor(crf), size)));
            case Subject.Stock(var preset, var tune) ->
                crfLevels(Codec.H264).stream()
                        .<Recipe>map(crf -> new Recipe.Stock(size, preset, tune, crf))
                        .toList();
        };
    }

    private Recipe recipe(TrainingClip clip, Profile profile) throws IOException, InterruptedException {
        return switch (profile) {
            case Profile.H264 h264 -> encodings.member(clip, h264);
            case Profile.Hevc hevc -> Recipe.Gop.of(hevc, clip.format());
            case Profile.Av1 av1 -> Recipe.Gop.of(av1, clip.format());
        };
    }
}
