package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplicePointsTest {
    private static final BlendGroupId GROUP = new BlendGroupId("360p");
    private static final ClusterId HIGH = new ClusterId("high");
    private static final ClusterId MIDDLE = new ClusterId("middle");
    private static final ClusterId LOW = new ClusterId("low");

    /** Picture types in decoding order; {@code i} is an IDR picture. */
    private static SplicePoints of(String types) {
        List<AccessUnitEntry> units = types.chars()
                .mapToObj(type -> switch (type) {
                    case 'i' -> AccessUnitType.IDR;
                    case 'p' -> AccessUnitType.P;
                    default -> AccessUnitType.B;
                })
                .map(type ->
                        new AccessUnitEntry(9, 0, type, type == AccessUnitType.B ? 0 : 2, List.of(0), Quality.NONE))
                .toList();
        return new SplicePoints(units);
    }

    @ParameterizedTest
    @CsvSource({
        "ipbbpbbpbbpb, x.......xxxx",
        "ipppp,        x...x",
        "ibbb,         x...",
        "ipbbipppbp,   x...x...xx",
    })
    void movesAreMadeAfterThreePPicturesAndAtIdrPictures(String types, String allowed) {
        SplicePoints points = of(types);
        assertThat(IntStream.range(0, types.length())
                        .mapToObj(i -> points.allows(i) ? "x" : ".")
                        .collect(Collectors.joining()))
                .isEqualTo(allowed);
    }

    @Test
    void aMoveWaitsForWhereItMayBeMade() {
        SplicePoints points = of("ipbpbpbpbb");
        BlendPlan early = BlendPlan.whole(GROUP, HIGH, 10).downFrom(2, MIDDLE);
        assertThat(points.apply(early))
                .isEqualTo(BlendPlan.whole(GROUP, HIGH, 10).downFrom(6, MIDDLE));
        BlendPlan late = BlendPlan.whole(GROUP, HIGH, 10).downFrom(7, MIDDLE);
        assertThat(points.apply(late)).isEqualTo(late);
        assertThat(points.apply(early.downFrom(4, LOW)))
                .isEqualTo(BlendPlan.whole(GROUP, HIGH, 10).downFrom(6, LOW));
        assertThat(points.apply(BlendPlan.whole(GROUP, LOW, 10))).isEqualTo(BlendPlan.whole(GROUP, LOW, 10));
    }

    @Test
    void aMoveThatFindsNoPlaceIsNotMade() {
        assertThat(of("ipbbbb").apply(BlendPlan.whole(GROUP, HIGH, 6).downFrom(3, LOW)))
                .isEqualTo(BlendPlan.whole(GROUP, HIGH, 6));
    }
}
