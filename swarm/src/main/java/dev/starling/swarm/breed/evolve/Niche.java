package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.curve.RateWeight;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A codec and a limit of encoding cost. Families of that codec compete in it if they cost no more than libx264 with a
 * preset, the yardstick. It is libx264 for every codec, so that codecs can be compared.
 *
 * @param codec the codec of the families
 * @param preset the preset of the yardstick
 * @param references the yardstick's evaluation on every training clip
 * @param weights for every training clip, how much each bitrate counts
 */
public record Niche(Codec codec, Preset preset, List<Evaluation> references, List<RateWeight> weights) {
    /** Measured processor times vary from run to run. */
    private static final double COST_TOLERANCE = 1.03;
    /**
     * The fine for each doubling of the cost above the limit, in points of quality: more than slower encoding can gain.
     */
    private static final double FINE_PER_DOUBLING = 20;
    /** The gain that counts for a clip whose curves have no bitrate in common: lower than any real gain. */
    private static final double INCOMPARABLE = -20;

    public Niche {
        references = List.copyOf(references);
        weights = List.copyOf(weights);
    }

    /** The gain of a family over the yardstick on a clip, in points of quality, regardless of its cost. */
    public double gain(int clip, Evaluation evaluation) {
        return evaluation.gainOver(references.get(clip), weights.get(clip)).orElse(INCOMPARABLE);
    }

    /** The cost of a family relative to the yardstick, as the mean over the clips. */
    public double cost(Individual individual) {
        return IntStream.range(0, references.size())
                .mapToDouble(clip -> cost(clip, individual.evaluations().get(clip)))
                .average()
                .orElseThrow();
    }

    /** The cost of a family on a clip relative to the yardstick. */
    public double cost(int clip, Evaluation evaluation) {
        return evaluation.cost() / references.get(clip).cost();
    }

    /** Whether a family has this niche's codec and is cheap enough. */
    public boolean admits(Individual individual) {
        return isOfCodec(individual) && cost(individual) <= COST_TOLERANCE;
    }

    boolean isOfCodec(Individual individual) {
        return individual.genotype().codec() == codec;
    }

    /** The mean gain over all clips, regardless of the cost. */
    public double meanGain(Individual individual) {
        return IntStream.range(0, references.size())
                .mapToDouble(clip -> gain(clip, individual.evaluations().get(clip)))
                .average()
                .orElseThrow();
    }

    /** The mean gain over all clips minus the fine for excessive cost, for a family of this niche's codec. */
    public double fitness(Individual individual) {
        double tooMuch = Math.max(0, Math.log(cost(individual) / COST_TOLERANCE) / Math.log(2));
        return meanGain(individual) - FINE_PER_DOUBLING * tooMuch;
    }
}
