package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A codec and a class of encoding cost, in which only families of that codec compete that are no more expensive than
 * libx264 under a preset, to be better than that. The yardstick is libx264 whatever the codec, so that codecs can be
 * compared.
 *
 * @param codec of the families
 * @param preset the yardstick
 * @param references the yardstick's evaluation on every training clip
 */
public record Niche(Codec codec, Preset preset, List<Evaluation> references) {
    /** Processor times are measured, so never quite the same twice. */
    private static final double COST_TOLERANCE = 1.03;
    /**
     * What each doubling of the cost beyond the allowed takes away, in points of quality: more than speed could ever
     * give back.
     */
    private static final double FINE_A_DOUBLING = 20;
    /**
     * Little gain is better than none that can be compared: what a clip counts whose curves have no bitrate in common.
     */
    private static final double INCOMPARABLE = -20;

    public Niche {
        references = List.copyOf(references);
    }

    /** What a family gains on a clip, in points of quality, whatever it costs. */
    public double gain(int clip, Evaluation evaluation) {
        return evaluation.gainOver(references.get(clip)).orElse(INCOMPARABLE);
    }

    /** What a family costs by what the yardstick costs, mean over the clips. */
    public double cost(Individual individual) {
        return IntStream.range(0, references.size())
                .mapToDouble(clip -> cost(clip, individual.evaluations().get(clip)))
                .average()
                .orElseThrow();
    }

    /** What a family costs on a clip by what the yardstick costs. */
    public double cost(int clip, Evaluation evaluation) {
        return evaluation.cost() / references.get(clip).cost();
    }

    /** Whether a family is of this niche's codec, and cheap enough. */
    public boolean admits(Individual individual) {
        return isOfCodec(individual) && cost(individual) <= COST_TOLERANCE;
    }

    boolean isOfCodec(Individual individual) {
        return individual.genotype().codec() == codec;
    }

    /** The mean gain over all clips, whatever it costs. */
    public double meanGain(Individual individual) {
        return IntStream.range(0, references.size())
                .mapToDouble(clip -> gain(clip, individual.evaluations().get(clip)))
                .average()
                .orElseThrow();
    }

    /** Of a family of this niche's codec the mean gain over all clips, less the fine for being too expensive. */
    public double fitness(Individual individual) {
        double tooMuch = Math.max(0, Math.log(cost(individual) / COST_TOLERANCE) / Math.log(2));
        return meanGain(individual) - FINE_A_DOUBLING * tooMuch;
    }
}
