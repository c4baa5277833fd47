package dev.starling.swarm.breed.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.PictureSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
    private static ContentFeatures clip(double grain, double motion, SplittableRandom random) {
        Map<ContentFeature, Double> values = new EnumMap<>(ContentFeature.class);
        for (ContentFeature feature : ContentFeature.values()) {
            values.put(feature, random.nextGaussian());
        }
        values.put(ContentFeature.GRAIN, grain);
        values.put(ContentFeature.MOTION, motion);
        return new ContentFeatures(values);
    }

    /** Trained on clips whose grain determines which of two families they belong to. */
    private static Classifier trained(int clips, double penalty, SplittableRandom random) {
        List<ContentFeatures> inputs = new ArrayList<>();
        List<List<Double>> assignment = new ArrayList<>();
        for (int i = 0; i < clips; i++) {
            double grain = random.nextDouble(10);
            inputs.add(clip(grain, random.nextDouble(3), random));
            double first = grain > 5 ? 0.9 : 0.1;
            assignment.add(List.of(first, 1 - first));
        }
        return Classifier.train(inputs, assignment, penalty);
    }

    @Test
    void whatDecidesIsLearnt() {
        SplittableRandom random = new SplittableRandom(1);
        Classifier classifier = trained(80, 0.01, random);
        assertThat(classifier.classify(clip(9, 1, random)).getFirst()).isGreaterThan(0.8);
        assertThat(classifier.classify(clip(1, 1, random)).getFirst()).isLessThan(0.2);
        for (int i = 0; i < 50; i++) {
            assertThat(classifier.classify(clip(random.nextDouble(10), 1, random)).stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void underAHeavyPenaltyEveryClipGetsTheMeanAssignment() {
        SplittableRandom random = new SplittableRandom(2);
        Classifier classifier = Classifier.train(
                List.of(clip(1, 1, random), clip(9, 1, random), clip(8, 1, random)),
                List.of(List.of(1.0, 0.0), List.of(0.0, 1.0), List.of(0.0, 1.0)),
                1e4);
        assertThat(classifier.classify(clip(5, 1, random)).getFirst()).isCloseTo(1.0 / 3, within(0.01));
    }

    @Test
    void aClipLikeNoneBeforeIsStillGivenProbabilities() {
        SplittableRandom random = new SplittableRandom(3);
        Classifier classifier = trained(30, 0.1, random);
        assertThat(classifier.classify(clip(1e9, -1e9, random)))
                .allSatisfy(p -> assertThat(p).isBetween(0.0, 1.0));
    }

    private static ClustersFile file() {
        SplittableRandom random = new SplittableRandom(4);
        SizeBand small = new SizeBand(
                576,
                DemandDigest.EVEN,
                0.5,
                List.of(
                        new ElectedFamily(new FamilyId("plain"), new Genes(Genotype.USUAL), 0.6),
                        new ElectedFamily(new FamilyId("sharp"), new Genes(Genotype.USUAL.with("psyRd", "0")), 0.4)),
                trained(20, 0.1, random));
        SizeBand large = new SizeBand(2160, DemandDigest.EVEN, 0.5, small.families(), small.classifier());
        return ClustersFile.of("an encoder", "a command", List.of(small, large));
    }

    @Test
    void aFileSurvives() {
        ClustersFile file = file();
        assertThat(ClustersFile.read(file.write())).isEqualTo(file);
        assertThat(file.band(new PictureSize(1024, 576)).maxLines()).isEqualTo(576);
        assertThat(file.band(new PictureSize(1280, 720)).maxLines()).isEqualTo(2160);
        assertThat(file.band(new PictureSize(7680, 4320)).maxLines()).isEqualTo(2160);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "starling-clusters | starling-profiles | format must be starling-clusters",
                "\"version\" : 2   | \"version\" : 7   | version 7 is newer than this Starling",
                "\"trellis\"       | \"trelis\"        | unknown gene trelis",
                "\"trellis\" : 1   | \"trellis\" : 9   | trellis must be a whole number within 0 … 2: 9",
                "\"grain\"         | \"grein\"         | unknown feature grein",
                "\"sharp\"         | \"plain\"         | clusters with different ids",
                "\"mostLines\" : 2160 | \"mostLines\" : 360 | bands must rise"
            })
    void aFileThatIsNotRightIsRefusedInOneLine(String right, String wrong, String message) {
        String text = new String(file().write(), StandardCharsets.UTF_8);
        assertThat(text).contains(right);
        byte[] damaged = text.replace(right, wrong).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ClustersFile.read(damaged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aFileOfTheFirstVersionIsReadAsElectedForNoDemand() {
        ClustersFile file = file();
        String older = new String(file.write(), StandardCharsets.UTF_8)
                .replace("\"version\" : 2", "\"version\" : 1")
                .replace("    \"demand\" : \"even\",\n", "");
        assertThat(older).doesNotContain("demand");
        assertThat(ClustersFile.read(older.getBytes(StandardCharsets.UTF_8))).isEqualTo(file);
    }
}
