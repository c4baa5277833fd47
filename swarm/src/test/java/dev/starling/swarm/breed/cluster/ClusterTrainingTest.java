package dev.starling.swarm.breed.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.breed.cluster.ClusterTraining.Example;
import dev.starling.swarm.breed.cluster.ClusterTraining.LeftOut;
import dev.starling.swarm.breed.cluster.ClusterTraining.Result;
import dev.starling.swarm.breed.cluster.Clustering.Settings;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.breed.evolve.Encoding.ProcessorTime;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.genome.Genotype;
import java.util.ArrayList;
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
            examples.add(new Example(
                    title(clip), features((grainy[clip] ? 6 : 1) + random.nextDouble(), random.nextDouble())));
        }
        Result result = ClusterTraining.train(examples, families(clip -> grainy[clip]), 720, Settings.USUAL, 1);
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
                        .mapToObj(clip -> new Example(clip, looks.get(clip)))
                        .toList(),
                families,
                720,
                Settings.USUAL,
                1));
        double titlesLeftOut = regret(ClusterTraining.train(
                IntStream.range(0, CLIPS)
                        .mapToObj(clip -> new Example(title(clip), looks.get(clip)))
                        .toList(),
                families,
                720,
                Settings.USUAL,
                1));
        assertThat(titlesLeftOut).isGreaterThan(siblingsKnown + 0.1);
    }

    @Test
    void clipsOfASingleTitleAreLeftOutOneByOne() {
        List<Example> examples = IntStream.range(0, CLIPS)
                .mapToObj(clip -> new Example(0, features(clip % 2 == 0 ? 7 : 1, 0)))
                .toList();
        Result result = ClusterTraining.train(examples, families(clip -> clip % 2 == 0), 720, Settings.USUAL, 1);
        assertThat(regret(result)).isLessThan(0.3);
    }

    @Test
    void oneClipIsTooFew() {
        assertThatThrownBy(() -> ClusterTraining.train(
                        List.of(new Example(0, features(1, 1))), families(clip -> true), 720, Settings.USUAL, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two clips or more");
    }
}
