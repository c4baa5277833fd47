package dev.starling.swarm.breed.evolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.View;
import dev.starling.swarm.breed.evolve.Brood.Success;
import dev.starling.swarm.breed.evolve.Encoding.ProcessorTime;
import dev.starling.swarm.breed.evolve.Evolution.Settings;
import dev.starling.swarm.breed.evolve.Subject.Bred;
import dev.starling.swarm.breed.evolve.Subject.Stock;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.curve.RateWeight;
import dev.starling.swarm.profile.Codec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Breeding for a demand, in a world where one gene moves quality from high to low bitrates. */
class DemandedEvolutionTest {
    private static final int CLIPS = 4;
    private static final int LINES = 360;
    /** Close to the lowest and the highest bitrate that is measured. */
    private static final Demand LOW = Demand.of(List.of(new View(5e5, LINES, 1)));

    private static final Demand HIGH = Demand.of(List.of(new View(4e6, LINES, 1)));

    /** Each level below the best one gains as many points as adaptive quantisation is stronger than usual. */
    private static Evaluation measure(Trial trial) {
        double tilt = switch (trial.subject()) {
            case Stock _ -> 0;
            case Bred(Genotype genotype) -> SyntheticEvaluator.value(genotype, "aqStrength") - 1;
        };
        return new Evaluation(IntStream.range(0, 4)
                .mapToObj(i -> new Encoding(
                        4e6 / (1 << i), 90 - 9 * i + 2 * tilt * (i - 1.5), 18 - 2 * i, new ProcessorTime(1, 1)))
                .toList());
    }

    private static List<Evaluation> measure(List<Trial> trials) {
        return trials.stream().map(DemandedEvolutionTest::measure).toList();
    }

    private static Evolution evolution(Demand demand) throws InterruptedException {
        return Evolution.prepare(
                DemandedEvolutionTest::measure,
                Settings.usual(Collections.nCopies(CLIPS, demand.weight(LINES)), List.of(Codec.H264)));
    }

    private static Generation evolve(Population start, Demand demand, int generations) throws InterruptedException {
        Evolution evolution = evolution(demand);
        Generation generation = evolution.measure(start.forDemand(demand.digest()));
        for (int i = 0; i < generations; i++) {
            generation = evolution.next(generation);
        }
        return generation;
    }

    private static Population initial() {
        return Population.initial(1, List.of(Codec.H264));
    }

    private static double aqStrength(Generation generation) {
        return SyntheticEvaluator.value(
                generation.best(generation.niches().getFirst()).genotype(), "aqStrength");
    }

    @Test
    void whatIsBredSuitsTheBitratesThatAreWanted() throws InterruptedException {
        assertThat(aqStrength(evolve(initial(), LOW, 25))).isGreaterThan(1.8);
        assertThat(aqStrength(evolve(initial(), HIGH, 25))).isLessThan(0.2);
    }

    /** The measured world is the same; only what counts differs. The tilt at 4 Mbit/s is −3 points per unit. */
    @Test
    void fitnessIsTheHeightWhereItIsWanted() throws InterruptedException {
        Individual family = evolution(LOW)
                .measure(new Population(
                        1,
                        0,
                        LOW.digest(),
                        List.of(Genotype.USUAL.with("aqStrength", "1.5")),
                        OperatorBandit.NEW,
                        List.of(),
                        List.of()))
                .individuals()
                .getFirst();
        double atTheTop = -0.75 * 1.5;
        Niche even = niche(RateWeight.EVEN);
        Niche high = niche(Demand.of(List.of(new View(1e9, LINES, 1))).weight(LINES));
        assertThat(even.fitness(family)).isCloseTo(0, within(1e-9));
        // An exponential weight of scale 0.25 octaves, on a height that falls by 0.75 points per octave.
        assertThat(high.fitness(family)).isCloseTo(atTheTop + 0.25 * 0.75, within(1e-2));
    }

    private static Niche niche(RateWeight weight) throws InterruptedException {
        return Evolution.prepare(
                        DemandedEvolutionTest::measure,
                        Settings.usual(Collections.nCopies(CLIPS, weight), List.of(Codec.H264)))
                .measure(initial())
                .niches()
                .getFirst();
    }

    @Test
    void theOperatorsAreRewardedForGainsThatAreWanted() throws InterruptedException {
        Generation low = evolve(initial(), LOW, 6);
        Generation high = evolve(initial(), HIGH, 6);
        for (Generation generation : List.of(low, high)) {
            double rewarded = generation.population().bandit().arms().values().stream()
                    .mapToDouble(OperatorBandit.Arm::reward)
                    .sum();
            assertThat(rewarded).isPositive();
        }
        // What gains at low bitrates loses at high ones: the same world would reward neither evenly.
        assertThat(low.population().bandit()).isNotEqualTo(high.population().bandit());
        double even = evolve(initial(), Demand.EVEN, 6).population().broods().stream()
                .flatMap(it -> it.operators().values().stream())
                .mapToDouble(Success::gain)
                .sum();
        assertThat(even).isLessThan(1e-6);
    }

    @Test
    void anotherDemandWeighsTheSameFamiliesAgain() throws InterruptedException {
        Generation low = evolve(initial(), LOW, 5);
        Population read = ProfilesFile.read(ProfilesFile.write(low));
        assertThat(read).isEqualTo(low.population());
        assertThat(read.demand()).isEqualTo(LOW.digest());
        assertThat(read.forDemand(LOW.digest())).isSameAs(read);
        Population again = read.forDemand(HIGH.digest());
        assertThat(again.bandit()).isEqualTo(OperatorBandit.NEW);
        assertThat(again.genotypes()).isEqualTo(read.genotypes());
        assertThat(aqStrength(evolve(read, HIGH, 25))).isLessThan(0.2);
    }

    @Test
    void theRecordOfTheOperatorsCountsEveryChild() throws InterruptedException {
        Generation last = evolve(initial(), LOW, 7);
        List<Brood> broods = last.population().broods();
        assertThat(broods).extracting(Brood::generation).containsExactly(1, 2, 3, 4, 5, 6, 7);
        for (Brood brood : broods) {
            assertThat(brood.operators().values().stream()
                            .mapToInt(Success::children)
                            .sum())
                    .isEqualTo(12);
            // Each child is measured on two clips at least, with four encodes of a second each.
            assertThat(brood.operators().values().stream()
                            .mapToDouble(Success::cpuSeconds)
                            .sum())
                    .isGreaterThanOrEqualTo(12 * 2 * 4);
        }
    }

    /** Recorded before there were demands. */
    @Test
    void withoutADemandTheSameIsBredAsEver() throws Exception {
        List<Double> tastes = List.of(0.2, 0.2, 0.2, 1.6, 1.6, 0.2, 0.2, 1.6);
        Evolution evolution = Evolution.prepare(
                new SyntheticEvaluator(tastes),
                Settings.usual(Collections.nCopies(tastes.size(), Demand.EVEN.weight(LINES)), List.of(Codec.H264)));
        Generation generation = evolution.measure(Population.initial(4, List.of(Codec.H264)));
        for (int i = 0; i < 8; i++) {
            generation = evolution.next(generation);
        }
        StringBuilder text = new StringBuilder();
        for (Individual individual : generation.individuals()) {
            text.append(individual.genotype());
            for (Niche niche : generation.niches()) {
                text.append(String.format(
                        Locale.ROOT, " %.6f %.6f", niche.meanGain(individual), niche.fitness(individual)));
            }
            text.append("\n");
        }
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo("2aad05564e43c54069189b2e6ee73e2340a3803ebe88a6f9706d247dd1d1c476");
    }
}
