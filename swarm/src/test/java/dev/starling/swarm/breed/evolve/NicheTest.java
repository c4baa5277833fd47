package dev.starling.swarm.breed.evolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.breed.evolve.Encoding.ProcessorTime;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.curve.RateWeight;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.List;
import org.junit.jupiter.api.Test;

class NicheTest {
    /** Two encodings with the same processor time, at a given pace of the machine. */
    private static Evaluation evaluation(double seconds, double paceSeconds) {
        ProcessorTime time = new ProcessorTime(seconds, paceSeconds);
        return new Evaluation(List.of(new Encoding(2e6, 90, 18, time), new Encoding(1e6, 80, 15, time)));
    }

    private static Individual individual(Evaluation... evaluations) {
        return new Individual(Genotype.USUAL, List.of(evaluations));
    }

    private final Niche niche = new Niche(
            Codec.H264,
            Preset.MEDIUM,
            List.of(evaluation(1, 0.2), evaluation(10, 2)),
            List.of(RateWeight.EVEN, RateWeight.EVEN));

    @Test
    void aSlowMachineMakesNoFamilyExpensive() {
        assertThat(niche.cost(individual(evaluation(1, 0.2), evaluation(10, 2))))
                .isCloseTo(1, within(1e-9));
        assertThat(niche.cost(individual(evaluation(3, 0.6), evaluation(5, 1)))).isCloseTo(1, within(1e-9));
    }

    @Test
    void aLongClipCountsNoMoreThanAShortOne() {
        Individual twiceOnTheShortOne = individual(evaluation(2, 0.2), evaluation(10, 2));
        Individual twiceOnTheLongOne = individual(evaluation(1, 0.2), evaluation(20, 2));
        assertThat(niche.cost(twiceOnTheShortOne)).isCloseTo(1.5, within(1e-9));
        assertThat(niche.cost(twiceOnTheLongOne)).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void whatIsDearerThanMeasurementsErrIsNotAdmittedAndFined() {
        Individual equal = individual(evaluation(1.02, 0.2), evaluation(10.2, 2));
        Individual dear = individual(evaluation(1.2, 0.2), evaluation(12, 2));
        assertThat(niche.admits(equal)).isTrue();
        assertThat(niche.fitness(equal)).isCloseTo(niche.meanGain(equal), within(1e-9));
        assertThat(niche.admits(dear)).isFalse();
        assertThat(niche.fitness(dear)).isLessThan(niche.meanGain(dear) - 2);
    }
}
