package dev.starling.swarm.breed.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.breed.hull.SizeScaling;
import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.curve.RateWeight;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandTest {
    private static final List<View> VIEWS =
            List.of(new View(6e5, 720, 3), new View(4e6, 1080, 1), new View(2.5e5, 360, 0.7));

    private static List<RateQualityPoint> line(double perOctave) {
        return List.of(new RateQualityPoint(1e5, 50), new RateQualityPoint(6.4e6, 50 + 6 * perOctave));
    }

    /**
     * The height of a line over another, which is the mean distance of the wanted bitrates from 100 kbit/s in octaves.
     */
    private static double octaves(Demand demand, int lines) {
        return Bjontegaard.quality(line(1), line(2), demand.weight(lines)).orElseThrow();
    }

    @Test
    void withoutADemandEveryBitrateCountsAlike() {
        assertThat(Demand.EVEN.weight(360)).isEqualTo(RateWeight.EVEN);
        assertThat(Demand.EVEN.digest()).isEqualTo(DemandDigest.EVEN);
        assertThat(octaves(Demand.EVEN, 360)).isCloseTo(3, within(1e-9));
    }

    @Test
    void atTheSizeOfItsViewsADemandIsCentredOnTheirBitrates() {
        assertThat(octaves(Demand.of(List.of(new View(8e5, 720, 1))), 720)).isCloseTo(3, within(1e-3));
        assertThat(octaves(Demand.of(List.of(new View(4e5, 720, 3), new View(1.6e6, 720, 1))), 720))
                .isCloseTo(2.5, within(1e-2));
    }

    @Test
    void aViewAtTwiceTheLinesCountsWhereItsClipTakesSoManyFewerBits() {
        assertThat(SizeScaling.bitsFactor(720, 360)).isCloseTo(Math.pow(2, -1.4), within(1e-12));
        assertThat(SizeScaling.bitsFactor(360, 720) * SizeScaling.bitsFactor(720, 360))
                .isCloseTo(1, within(1e-12));
        Demand demand = Demand.of(List.of(new View(8e5 * Math.pow(2, 1.4), 720, 1)));
        assertThat(octaves(demand, 360)).isCloseTo(3, within(1e-3));
        assertThat(octaves(demand, 720)).isCloseTo(4.4, within(1e-2));
    }

    @Test
    void orderSplittingAndTheUnitOfWeightsDoNotMatter() {
        Demand demand = Demand.of(VIEWS);
        assertThat(demand.views().stream().mapToDouble(View::weight).sum()).isCloseTo(1, within(1e-12));
        for (int seed = 0; seed < 20; seed++) {
            List<View> others = new ArrayList<>();
            for (View view : VIEWS) {
                IntStream.range(0, 7)
                        .forEach(i -> others.add(new View(view.bitsPerSecond(), view.lines(), view.weight() * 11 / 7)));
            }
            others.add(new View(9e6, 2160, 0));
            Collections.shuffle(others, new Random(seed));
            Demand other = Demand.of(others);
            assertThat(other.digest()).isEqualTo(demand.digest());
            assertThat(octaves(other, 360)).isCloseTo(octaves(demand, 360), within(1e-9));
        }
    }

    @Test
    void theDigestTellsDemandsApart() {
        DemandDigest digest = Demand.of(VIEWS).digest();
        for (View other : List.of(new View(6e5, 720, 2), new View(6e5, 700, 3), new View(6.1e5, 720, 3))) {
            List<View> changed = new ArrayList<>(VIEWS);
            changed.set(0, other);
            assertThat(Demand.of(changed).digest()).isNotEqualTo(digest);
        }
        assertThat(new DemandDigest(digest.value())).isEqualTo(digest);
        assertThatThrownBy(() -> new DemandDigest("odd")).hasMessage("must be even or a SHA-256: odd");
    }

    @Test
    void aFileSurvives() {
        Demand demand = Demand.of(VIEWS);
        Demand read = DemandFile.read(DemandFile.write(demand));
        assertThat(read.digest()).isEqualTo(demand.digest());
        assertThat(read.views()).hasSameSizeAs(VIEWS);
    }

    private static Demand read(String views) {
        String file = "{\"format\":\"starling-demand\",\"version\":1,\"views\":[" + views + "]}";
        return DemandFile.read(file.getBytes(StandardCharsets.UTF_8));
    }

    private static String view(String bitsPerSecond, String lines, String weight) {
        return "{\"bitsPerSecond\":" + bitsPerSecond + ",\"lines\":" + lines + ",\"weight\":" + weight + "}";
    }

    @Test
    void aFileIsRead() {
        assertThat(read(view("600000", "720", "3") + "," + view("6e5", "720", "1"))
                        .views())
                .containsExactly(new View(6e5, 720, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "600000 | 720  | -1      | views[0].weight",
                "600000 | 720  | \"NaN\" | views[0].weight",
                "600000 | 720  | 1e999   | views[0].weight",
                "600000 | 720  | NaN     | not JSON",
                "999    | 720  | 1       | bitsPerSecond must be within 1000 … 1000000000: 999.0",
                "2e9    | 720  | 1       | bitsPerSecond must be within 1000 … 1000000000: 2.0E9",
                "-5     | 720  | 1       | bitsPerSecond must be within",
                "600000 | 0    | 1       | lines must be within 16 … 8192: 0",
                "600000 | 72.5 | 1       | views[0].lines",
                "600000 | 720  | null    | views[0].weight",
                "600000 | 720  | 0       | views must have a weight above 0"
            })
    void aViewThatIsNotRightIsRefusedInOneLine(String bitsPerSecond, String lines, String weight, String message) {
        assertThatThrownBy(() -> read(view(bitsPerSecond, lines, weight)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message.startsWith("views[0].weight") ? "weight" : message)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                         | format must be starling-demand",
                "{                                                          | not JSON at line 1",
                "{\"format\":\"starling-profiles\"}                         | format must be starling-demand",
                "{\"format\":\"starling-demand\",\"version\":2}             | version 2 is newer than this Starling",
                "{\"format\":\"starling-demand\",\"version\":1}             | views",
                "{\"format\":\"starling-demand\",\"version\":1,\"views\":[]} | views must have a weight above 0",
                "{\"format\":\"starling-demand\",\"version\":1,\"views\":[],\"paths\":[]} | paths"
            })
    void aFileThatIsNotRightIsRefusedInOneLine(String file, String message) {
        assertThatThrownBy(() -> DemandFile.read(file.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void moreViewsThanAnyoneNeedsAreRefused() {
        String views = String.join(",", Collections.nCopies(10_001, view("600000", "720", "1")));
        assertThatThrownBy(() -> read(views)).hasMessageContaining("views: at most 10000");
    }
}
