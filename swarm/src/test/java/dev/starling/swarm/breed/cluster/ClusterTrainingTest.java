package dev.starling.swarm.breed.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.breed.cluster.ClusterTraining.Example;
import dev.starling.swarm.breed.cluster.ClusterTraining.LeftOut;
import dev.starling.swarm.breed.cluster.ClusterTraining.Purpose;
import dev.starling.swarm.breed.cluster.ClusterTraining.Result;
import dev.starling.swarm.breed.cluster.Clustering.Settings;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.demand.View;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.breed.evolve.Encoding.ProcessorTime;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.curve.RateWeight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterTrainingTest {
    private static final int TITLES = 6;
    private static final int CLIPS_OF_TITLE = 3;
    private static final int CLIPS = TITLES * CLIPS_OF_TITLE;
    private static final Purpose BAND = new Purpose(720, DemandDigest.EVEN);

    /** Qualities at four rates, {@code gain} points above a curve that all clips share. */
    private static Evaluation evaluation(double gain) {
        return new Evaluation(IntStream.range(0, 4)
                .mapToObj(level -> new Encoding(
                        8e6 / (1 << level), 92 - 8 * level + gain, 20 - 2 * level, new ProcessorTime(1, 1)))
                .toList());
    }

    /** Two families with equal structural genes: each is two points ahead on its own clips. */
    private static List<Individual> families(IntPredicate wantsFirst) {
        List<Individual> families = new ArrayList<>();
        for (int family = 0; family < 2; family++) {
            boolean first = family == 0;
            families.add(new Individual(
                    Genotype.USUAL.with("aqStrength", first ? "0.2" : "1"),
                    IntStream.range(0, CLIPS)
                            .mapToObj(clip -> evaluation(wantsFirst.test(clip) == first ? 2 : 0))
                            .toList()));
        }
        return families;
    }

    private static ContentFeatures features(double grain, double luma) {
        Map<ContentFeature, Double> values = new EnumMap<>(ContentFeature.class);
        for (ContentFeature feature : ContentFeature.values()) {
            values.put(feature, 0.0);
        }
        values.put(ContentFeature.GRAIN, grain);
        values.put(ContentFeature.LUMA, luma);
        return new ContentFeatures(values);
    }

    private static Example example(int title, ContentFeatures features) {
        return new Example(title, features, RateWeight.EVEN);
    }

    private static int title(int clip) {
        return clip / CLIPS_OF_TITLE;
    }

    private static double regret(Result result) {
        return result.leftOut().stream().mapToDouble(LeftOut::regret).average().orElseThrow();
    }

    @Test
    void whatContentTellsIsKnownOfClipsThatWereLeftOut() {
        SplittableRandom random = new SplittableRandom(1);
        boolean[] grainy = new boolean[CLIPS];
        List<Example> examples = new ArrayList<>();
        for (int clip = 0; clip < CLIPS; clip++) {
            grainy[clip] = random.nextBoolean();
            examples.add(
                    example(title(clip), features((grainy[clip] ? 6 : 1) + random.nextDouble(), random.nextDouble())));
        }
        Result result = ClusterTraining.train(examples, families(clip -> grainy[clip]), BAND, Settings.USUAL, 1);
        assertThat(result.band().families()).hasSize(2);
        assertThat(result.leftOut()).hasSize(CLIPS);
        assertThat(regret(result)).isLessThan(0.3);
        for (int clip = 0; clip < CLIPS; clip++) {
            assertThat(result.leftOut().get(clip).mostProbable()).isEqualTo(grainy[clip] ? 0 : 1);
        }
    }

    /** Every other title prefers the first family, and only features of that title alone predict it. */
    @Test
    void aClipIsLeftOutWithAllOfItsTitle() {
        List<Individual> families = families(clip -> title(clip) % 2 == 0);
        List<ContentFeatures> looks = IntStream.range(0, CLIPS)
                .mapToObj(clip -> features(title(clip), Math.pow(title(clip) - TITLES / 2.0, 2)))
                .toList();
        double siblingsKnown = regret(ClusterTraining.train(
                IntStream.range(0, CLIPS)
                        .mapToObj(clip -> example(clip, looks.get(clip)))
                        .toList(),
                families,
                BAND,
                Settings.USUAL,
                1));
        double titlesLeftOut = regret(ClusterTraining.train(
                IntStream.range(0, CLIPS)
                        .mapToObj(clip -> example(title(clip), looks.get(clip)))
                        .toList(),
                families,
                BAND,
                Settings.USUAL,
                1));
        assertThat(titlesLeftOut).isGreaterThan(siblingsKnown + 0.1);
    }

    @Test
    void clipsOfASingleTitleAreLeftOutOneByOne() {
        List<Example> examples = IntStream.range(0, CLIPS)
                .mapToObj(clip -> example(0, features(clip % 2 == 0 ? 7 : 1, 0)))
                .toList();
        Result result = ClusterTraining.train(examples, families(clip -> clip % 2 == 0), BAND, Settings.USUAL, 1);
        assertThat(regret(result)).isLessThan(0.3);
    }

    @Test
    void oneClipIsTooFew() {
        assertThatThrownBy(() -> ClusterTraining.train(
                        List.of(example(0, features(1, 1))), families(clip -> true), BAND, Settings.USUAL, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two clips or more");
    }

    private static List<Encoding> encodings(double bitsFactor, double gain, double tilt) {
        return IntStream.range(0, 4)
                .mapToObj(level -> new Encoding(
                        bitsFactor * 8e6 / (1 << level),
                        92 - 8 * level + gain + tilt * (level - 1.5),
                        20 - 2 * level,
                        new ProcessorTime(1, 1)))
                .toList();
    }

    private static List<Individual> eachOnAllClips(Evaluation... families) {
        return IntStream.range(0, families.length)
                .mapToObj(family -> new Individual(
                        Genotype.USUAL.with("aqStrength", Integer.toString(family)),
                        Collections.nCopies(2, families[family])))
                .toList();
    }

    private static List<Integer> elected(RateWeight weight, Evaluation... families) {
        List<Example> examples = IntStream.range(0, 2)
                .mapToObj(clip -> new Example(clip, features(1, 1), weight))
                .toList();
        return ClusterTraining.train(examples, eachOnAllClips(families), BAND, Settings.USUAL, 1)
                .outcome()
                .families();
    }

    @Test
    void theFamilyThatSuitsTheWantedBitratesIsElected() {
        Evaluation forHigh = new Evaluation(encodings(1, 0, -2));
        Evaluation forLow = new Evaluation(encodings(1, 0, 2));
        assertThat(elected(Demand.of(List.of(new View(1e6, 720, 1))).weight(720), forHigh, forLow))
                .containsExactly(1);
        assertThat(elected(Demand.of(List.of(new View(8e6, 720, 1))).weight(720), forHigh, forLow))
                .containsExactly(0);
        // 8 Mbit/s at 2160 lines are 1.7 Mbit/s at 720.
        assertThat(elected(Demand.of(List.of(new View(8e6, 2160, 1))).weight(720), forHigh, forLow))
                .containsExactly(1);
    }

    /**
     * At the full size the first family is a point ahead; at half the size, which serves low bitrates, three behind.
     */
    @Test
    void aFamilyIsElectedForWhatItBringsToTheHullOverSizes() {
        Evaluation first = new Evaluation(encodings(1, 1, 0), List.of(encodings(0.25, -21, 0)));
        Evaluation second = new Evaluation(encodings(1, 0, 0), List.of(encodings(0.25, -18, 0)));
        assertThat(elected(RateWeight.EVEN, new Evaluation(first.encodings()), new Evaluation(second.encodings())))
                .containsExactly(0);
        RateWeight low = Demand.of(List.of(new View(4e5, 720, 1))).weight(720);
        assertThat(elected(low, first, second)).containsExactly(1);
        RateWeight high = Demand.of(List.of(new View(6e6, 720, 1))).weight(720);
        assertThat(elected(high, first, second)).containsExactly(0);
    }

    @Test
    void aBandKnowsWhatItWasElectedFor() {
        Purpose purpose =
                new Purpose(720, Demand.of(List.of(new View(1e6, 720, 1))).digest());
        List<Example> examples = List.of(example(0, features(1, 1)), example(1, features(1, 1)));
        SizeBand band = ClusterTraining.train(examples, families(clip -> true), purpose, Settings.USUAL, 1)
                .band();
        assertThat(band.demand()).isEqualTo(purpose.demand());
        assertThat(ClustersFile.read(ClustersFile.of("encoder", "command", List.of(band))
                                .write())
                        .bands())
                .containsExactly(band);
    }
}
