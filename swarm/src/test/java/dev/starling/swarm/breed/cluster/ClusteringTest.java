package dev.starling.swarm.breed.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.breed.cluster.Clustering.Assignment;
import dev.starling.swarm.breed.cluster.Clustering.Outcome;
import dev.starling.swarm.breed.cluster.Clustering.Round;
import dev.starling.swarm.breed.cluster.Clustering.Settings;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.curve.RateWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClusteringTest {
    private static final int FAMILIES = 12;

    private static Settings settings(int clusters, Assignment assignment) {
        return new Settings(clusters, 0.5, 0.4, assignment, 4);
    }

    /** Rate–quality curves of clips of several kinds: one family suits each kind, all others lose some points. */
    private static DistanceTable clipsOfKinds(List<Integer> clipsOfKind, SplittableRandom random) {
        List<DistanceTable.Measured> clips = new ArrayList<>();
        for (int kind = 0; kind < clipsOfKind.size(); kind++) {
            for (int i = 0; i < clipsOfKind.get(kind); i++) {
                List<List<RateQualityPoint>> families = new ArrayList<>();
                double complexity = random.nextDouble(0.5, 4);
                for (int family = 0; family < FAMILIES; family++) {
                    double loss = family == kind ? 0.1 * random.nextDouble() : 2 + random.nextDouble();
                    families.add(IntStream.range(0, 4)
                            .mapToObj(level ->
                                    new RateQualityPoint(complexity * 4e6 / Math.pow(2, level), 92 - level * 9 - loss))
                            .toList());
                }
                clips.add(new DistanceTable.Measured(families, RateWeight.EVEN));
            }
        }
        return DistanceTable.ofCurves(clips);
    }

    @ParameterizedTest
    @EnumSource
    void knownFamiliesAreFound(Assignment assignment) {
        DistanceTable table = clipsOfKinds(List.of(7, 5, 6), new SplittableRandom(1));
        Outcome outcome = Clustering.cluster(table, settings(6, assignment), new SplittableRandom(2));
        assertThat(outcome.families()).containsExactlyInAnyOrder(0, 1, 2);
        int first = outcome.families().indexOf(0);
        assertThat(outcome.assignment().subList(0, 7))
                .allSatisfy(p -> assertThat(p.get(first)).isGreaterThan(0.9));
        assertThat(outcome.assignment().subList(7, 18))
                .allSatisfy(p -> assertThat(p.get(first)).isLessThan(0.1));
    }

    @Test
    void aFamilyThatDoesNotSaveItsCostIsRemoved() {
        DistanceTable table = clipsOfKinds(List.of(8, 8, 1), new SplittableRandom(3));
        Settings dear = new Settings(5, 0.5, 4, Assignment.SOFT, 4);
        assertThat(Clustering.cluster(table, dear, new SplittableRandom(4)).families())
                .containsExactlyInAnyOrder(0, 1);
        Settings cheap = new Settings(5, 0.5, 0.1, Assignment.SOFT, 4);
        assertThat(Clustering.cluster(table, cheap, new SplittableRandom(4)).families())
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void theObjectiveFallsAndAFixedPointIsReachedOnAnyTable(Assignment assignment) {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int families = 2 + random.nextInt(40);
            List<List<Double>> distances = IntStream.range(0, 1 + random.nextInt(30))
                    .mapToObj(clip -> IntStream.range(0, families)
                            .mapToObj(family -> random.nextInt(4) == 0 ? 0.0 : random.nextDouble(5))
                            .toList())
                    .toList();
            Settings settings = new Settings(
                    1 + random.nextInt(10), random.nextDouble(0.05, 2), random.nextDouble(0.01, 3), assignment, 1);
            Outcome outcome = Clustering.cluster(DistanceTable.of(distances), settings, random);
            List<Round> rounds = outcome.rounds();
            for (int i = 1; i < rounds.size(); i++) {
                assertThat(rounds.get(i).families())
                        .isLessThanOrEqualTo(rounds.get(i - 1).families());
                if (rounds.get(i).families() == rounds.get(i - 1).families()) {
                    assertThat(rounds.get(i).objective())
                            .as("seed %d", seed)
                            .isLessThanOrEqualTo(rounds.get(i - 1).objective() + 1e-9);
                }
            }
            assertThat(outcome.converged()).as("seed %d", seed).isTrue();
            assertThat(rounds.size() - 1).as("seed %d", seed).isLessThanOrEqualTo(Clustering.MAX_ROUNDS);
            assertThat(outcome.families()).doesNotHaveDuplicates();
            assertThat(outcome.assignment())
                    .allSatisfy(p -> assertThat(
                                    p.stream().mapToDouble(Double::doubleValue).sum())
                            .isCloseTo(1, within(1e-9)));
        }
    }

    @Test
    void theSameSeedClustersTheSame() {
        DistanceTable table = clipsOfKinds(List.of(4, 4, 4, 4), new SplittableRandom(5));
        assertThat(Clustering.cluster(table, settings(5, Assignment.SOFT), new SplittableRandom(6)))
                .isEqualTo(Clustering.cluster(table, settings(5, Assignment.SOFT), new SplittableRandom(6)));
    }

    @Test
    void softAssignmentApproachesHardAsItCools() {
        DistanceTable table = clipsOfKinds(List.of(5, 5), new SplittableRandom(7));
        Settings cold = new Settings(3, 0.01, 0.4, Assignment.SOFT, 4);
        assertThat(Clustering.cluster(table, cold, new SplittableRandom(8)).families())
                .containsExactlyInAnyOrderElementsOf(
                        Clustering.cluster(table, settings(3, Assignment.HARD), new SplittableRandom(8))
                                .families());
    }

    @Test
    void aTableIsWholeAndFinite() {
        assertThatThrownBy(() -> DistanceTable.of(List.of())).hasMessageContaining("distances");
        assertThatThrownBy(() -> DistanceTable.of(List.of(List.of(1.0), List.of(1.0, 2.0))))
                .hasMessageContaining("distances");
        assertThatThrownBy(() -> DistanceTable.of(List.of(List.of(Double.NaN)))).hasMessageContaining("distances");
        DistanceTable table = DistanceTable.of(List.of(List.of(1.0, 2.0, 3.0), List.of(4.0, 5.0, 6.0)));
        assertThat(table.ofClips(List.of(1)).distance(0, 2)).isEqualTo(6);
        assertThat(table.ofFamilies(List.of(2, 0)).distance(0, 0)).isEqualTo(3);
    }
}
