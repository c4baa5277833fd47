package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.curve.CurveEnvelope;
import dev.starling.swarm.curve.RateQualityPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * The quality of a population: how far its rate–quality hull lies above the curve of a niche's yardstick.
 *
 * @param generation the generation of the population
 * @param gains in points of quality, at bitrates evenly spaced (on the logarithmic scale) over those of the yardstick;
 *     means over the clips, each with its best family at that bitrate
 */
public record Hull(int generation, List<Double> gains) {
    public Hull {
        gains = List.copyOf(gains);
    }

    static Hull of(int generation, Niche niche, List<Individual> individuals) {
        List<Individual> admitted = individuals.stream().filter(niche::admits).toList();
        List<Double> sums = new ArrayList<>();
        int clips = niche.references().size();
        for (int i = 0; i < clips; i++) {
            int clip = i;
            List<List<RateQualityPoint>> curves =
                    new ArrayList<>(List.of(niche.references().get(clip).curve()));
            admitted.forEach(it -> curves.add(it.evaluations().get(clip).curve()));
            List<Double> heights = CurveEnvelope.of(curves).heightsOver(0);
            for (int at = 0; at < heights.size(); at++) {
                if (clip == 0) {
                    sums.add(0.0);
                }
                sums.set(at, sums.get(at) + heights.get(at) / clips);
            }
        }
        return new Hull(
                generation, sums.stream().map(it -> Math.rint(it * 1e4) / 1e4).toList());
    }
}
