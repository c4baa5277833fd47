package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.Quality;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestPointsTest {
    private static final PictureSize HD = new PictureSize(1920, 1080);

    /** Points of pictures of these types, in decoding order, of so many slices behind 6 bytes. */
    private static RestPoints points(String types, int slices) {
        List<Integer> offsets =
                IntStream.range(0, slices).map(i -> 6 + 50 * i).boxed().toList();
        return new RestPoints(
                HD,
                IntStream.range(0, types.length())
                        .mapToObj(i -> new AccessUnitEntry(
                                5000,
                                i * 3600,
                                switch (types.charAt(i)) {
                                    case 'D' -> AccessUnitType.IDR;
                                    case 'I' -> AccessUnitType.I;
                                    case 'P' -> AccessUnitType.P;
                                    default -> AccessUnitType.B;
                                },
                                1,
                                offsets,
                                Quality.NONE))
                        .toList());
    }

    private static int[] next(String types) {
        RestPoints points = points(types, 1);
        return IntStream.rangeClosed(0, types.length()).map(points::next).toArray();
    }

    @Test
    void picturesBeginToRestAtAPPicture() {
        assertThat(next("DPBBPBB")).containsExactly(1, 1, 4, 4, 4, 7, 7, 7);
    }

    @Test
    void nothingRestsBeforeAPictureThatStandsForItself() {
        assertThat(next("DPPDPP")).containsExactly(4, 4, 4, 4, 4, 5, 6);
        assertThat(next("DPPIP")).containsExactly(4, 4, 4, 4, 4, 5);
        assertThat(next("DPPD")).containsExactly(4, 4, 4, 4, 4);
    }

    @Test
    void eachSliceAndWhatIsBeforeTheFirstAreReckonedWith() {
        long one = points("DPP", 1).bytes(1);
        assertThat(points("DPP", 32).bytes(10)).isEqualTo(10 * (one + 31 * 32));
        assertThat(one).isEqualTo(6 + 32 + 8160 / 200);
    }
}
