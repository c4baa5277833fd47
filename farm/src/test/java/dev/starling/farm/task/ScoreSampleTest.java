package dev.starling.farm.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreSampleTest {
    private static List<Double> predictions(double... values) {
        return DoubleStream.of(values).boxed().toList();
    }

    @Test
    void equalPicturesNeedOneThatIsInTheMiddle() {
        assertThat(ScoreSample.standIns(predictions(70, 70.1, 70, 69.9, 70), 1)).containsOnly(2);
    }

    @Test
    void eachLevelOfQualityHasAPictureOfItsOwn() {
        List<Integer> standIns = ScoreSample.standIns(predictions(90, 60, 60.4, 59.8, 80, 60, 59.9, 60.2, 80.3), 1);

        assertThat(standIns.get(0)).isZero();
        assertThat(standIns.subList(1, 4)).containsOnly(standIns.get(5)).doesNotContain(0, 4, 8);
        assertThat(standIns.get(4)).isEqualTo(standIns.get(8)).isIn(4, 8);
    }

    @Test
    void withoutToleranceEveryPictureStandsForItself() {
        assertThat(ScoreSample.standIns(predictions(3, 1, 2, 5), 0)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void standInsAreTypicalOfTheirGroupsAndMeetTheTolerance() {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            double[] values =
                    random.doubles(1 + round % ScoreSample.MAX_STRETCH, 50, 60).toArray();
            List<Integer> standIns = ScoreSample.standIns(predictions(values), 1);
            double squares = 0;
            for (int group : standIns.stream().distinct().toList()) {
                double[] members = IntStream.range(0, values.length)
                        .filter(i -> standIns.get(i) == group)
                        .mapToDouble(i -> values[i])
                        .toArray();
                double mean = DoubleStream.of(members).average().orElseThrow();
                squares += DoubleStream.of(members)
                        .map(it -> (it - mean) * (it - mean))
                        .sum();
                assertThat(standIns.get(group))
                        .as("a stand-in stands for itself")
                        .isEqualTo(group);
            }
            assertThat(Math.sqrt(squares / values.length)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void stretchesDivideAClipEvenly() {
        assertThat(ScoreSample.stretchEnds(1)).containsExactly(1);
        assertThat(ScoreSample.stretchEnds(12)).containsExactly(12);
        assertThat(ScoreSample.stretchEnds(13)).containsExactly(7, 13);
        assertThat(ScoreSample.stretchEnds(50)).containsExactly(10, 20, 30, 40, 50);
    }

    @Test
    void aShortClipGetsMorePicturesInProportion() {
        assertThat(ScoreSample.tolerance(24)).isLessThan(ScoreSample.tolerance(60));
        assertThat(ScoreSample.tolerance(60)).isLessThan(ScoreSample.tolerance(180));
        assertThat(ScoreSample.tolerance(10_000)).isEqualTo(ScoreSample.tolerance(1_000));
    }
}
