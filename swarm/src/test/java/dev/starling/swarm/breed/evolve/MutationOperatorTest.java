package dev.starling.swarm.breed.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.breed.genome.Gene;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutationOperatorTest {
    private static final Genotype MATE = Genotype.USUAL
            .with("psyRd", "0")
            .with("aqStrength", "2")
            .with("me", "umh")
            .with("deblockBeta", "-4")
            .with("lookahead", "60");

    @ParameterizedTest
    @EnumSource
    void aThousandGenerationsStayWithinAllBounds(MutationOperator operator) {
        for (Codec codec : Codec.values()) {
            SplittableRandom random = new SplittableRandom(7);
            Genotype mate = far(codec);
            Genotype genotype = Genotype.usual(codec);
            Set<Genotype> seen = new HashSet<>();
            for (int i = 0; i < 1000; i++) {
                genotype = operator.breed(genotype, mate, random);
                assertThat(genotype.codec()).isEqualTo(codec);
                for (Gene gene : Genome.GENES) {
                    assertThat(gene.admits(genotype.value(gene)))
                            .as("%s of %s", gene.name(), genotype)
                            .isTrue();
                }
                seen.add(genotype);
            }
            assertThat(seen).hasSizeGreaterThan(3);
        }
    }

    /** The genotype furthest from the usual one. */
    private static Genotype far(Codec codec) {
        Genotype genotype = Genotype.usual(codec);
        for (Gene gene : genotype.evolving()) {
            genotype = genotype.with(gene, gene.usual() < gene.max() ? gene.max() : gene.min());
        }
        return genotype;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBredSaysNothingThatItsCodecDoesNotExpress(MutationOperator operator) {
        for (Codec codec : Codec.values()) {
            SplittableRandom random = new SplittableRandom(11);
            Genotype genotype = Genotype.usual(codec);
            for (int i = 0; i < 200; i++) {
                genotype = operator.breed(genotype, far(codec), random);
                for (Gene gene : Genome.GENES) {
                    if (!gene.codecs().contains(codec)) {
                        assertThat(genotype.value(gene)).isEqualTo(gene.usual());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyRestructuringAndInvestmentChangeStructuralGenes(MutationOperator operator) {
        SplittableRandom random = new SplittableRandom(8);
        Genotype mate = MATE.with("refs", "5");
        boolean changed = false;
        for (int i = 0; i < 200; i++) {
            changed |= !Genome.structuralGenes(operator.breed(Genotype.USUAL, mate, random))
                    .equals(Genome.structuralGenes(Genotype.USUAL));
        }
        assertThat(changed).isEqualTo(operator == MutationOperator.RESTRUCTURE || operator == MutationOperator.INVEST);
    }

    @ParameterizedTest
    @EnumSource(names = {"NUDGE", "STEP", "LEAP", "SCATTER", "RESAMPLE", "RESTRUCTURE"})
    void aMutationIsNeverNone(MutationOperator operator) {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 500; i++) {
            assertThat(operator.breed(MATE, MATE, random)).isNotEqualTo(MATE);
        }
    }

    @Test
    void widerStepsAreWider() {
        assertThat(meanDifference(MutationOperator.LEAP)).isGreaterThan(2 * meanDifference(MutationOperator.NUDGE));
    }

    private static double meanDifference(MutationOperator operator) {
        SplittableRandom random = new SplittableRandom(10);
        double sum = 0;
        for (int i = 0; i < 500; i++) {
            sum += operator.breed(Genotype.USUAL, MATE, random).difference(Genotype.USUAL);
        }
        return sum / 500;
    }
}
