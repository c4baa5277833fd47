package dev.starling.edge.shaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.steer.TcpInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapedPathTest {
    private static final Instant START = Instant.ofEpochSecond(1_000);
    private static final int SEGMENT_BYTES = 1_000;
    private static final double SEGMENT_BITS = 8_000;

    private static PathShape cap(double bitsPerSecond) {
        return new PathShape(
                Optional.empty(),
                OptionalDouble.of(bitsPerSecond),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static PathShape lossy(double ratio, double roundTripSeconds) {
        return new PathShape(
                Optional.empty(),
                OptionalDouble.of(800_000),
                Optional.empty(),
                OptionalDouble.of(ratio),
                OptionalDouble.of(roundTripSeconds));
    }

    private static ShapedPath path(PathShape shape) {
        ShapedPath path = new ShapedPath();
        path.shape(shape, START);
        return path;
    }

    private static double seconds(Instant at) {
        return Duration.between(START, at).toNanos() / 1e9;
    }

    @Test
    void theRealPathHoldsNothingBack() {
        ShapedPath path = new ShapedPath();
        assertThat(path.isReal()).isTrue();
        assertThat(path.isArtificial()).isFalse();
        assertThat(path.admit(SEGMENT_BYTES, START).arrives()).isEqualTo(START);
    }

    @Test
    void aCapCarriesItsRateAndNoMore() {
        ShapedPath path = path(cap(400_000));
        ShapedPath.Passage last = path.admit(SEGMENT_BYTES, START);
        for (int i = 1; i < 50; i++) {
            last = path.admit(SEGMENT_BYTES, START);
        }
        assertThat(seconds(last.departs())).isCloseTo(50 * SEGMENT_BITS / 400_000, within(1e-6));
    }

    @Test
    void lostSegmentsCountAsSentAgain() {
        ShapedPath path = path(lossy(0.5, 0.1));
        for (int i = 0; i < 1_000; i++) {
            path.admit(SEGMENT_BYTES, START);
        }
        assertThat(path.segments().sent()).isEqualTo(1_000 + path.segments().resent());
        assertThat(path.segments().resent()).isBetween(400L, 600L);
        path.shape(cap(800_000), START);
        path.admit(SEGMENT_BYTES, START);
        assertThat(path.segments()).isEqualTo(new TcpInfo.Segments(1, 0));
    }

    @Test
    void whatAnIdlePathCouldHaveCarriedIsLost() {
        ShapedPath path = path(cap(800_000));
        assertThat(seconds(path.admit(SEGMENT_BYTES, START.plusSeconds(10)).departs()))
                .isCloseTo(10.01, within(1e-6));
    }

    @Test
    void whatAPathCarriesNowFollowsItsDropAndItsTrace() {
        PathShape drop = new PathShape(
                Optional.empty(),
                OptionalDouble.of(80_000),
                Optional.of(new PathShape.Drop(2, 40_000)),
                OptionalDouble.empty(),
                OptionalDouble.empty());
        assertThat(path(drop).bitsPerSecond(START.plusMillis(1_999))).hasValue(80_000);
        assertThat(path(drop).bitsPerSecond(START.plusSeconds(2))).hasValue(40_000);
        PathTrace trace = PathTrace.ALL.getFirst();
        PathShape traced = new PathShape(
                Optional.of(trace.id()),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
        for (int second : new int[] {0, 7, trace.kilobitsPerSecond().size()}) {
            assertThat(path(traced).bitsPerSecond(START.plusSeconds(second).plusMillis(500)))
                    .hasValue(trace.bitsPerSecond(second));
        }
        assertThat(new ShapedPath().bitsPerSecond(START)).isEmpty();
        PathShape slowToAnswer = new PathShape(
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.of(0.1),
                OptionalDouble.of(0.2));
        assertThat(path(slowToAnswer).bitsPerSecond(START)).isEmpty();
    }

    @Test
    void aDropTakesEffectInTheMiddleOfASegment() {
        PathShape shape = new PathShape(
                Optional.empty(),
                OptionalDouble.of(80_000),
                Optional.of(new PathShape.Drop(0.05, 40_000)),
                OptionalDouble.empty(),
                OptionalDouble.empty());
        // Half of the segment at 80 kbit/s, the other half at 40.
        assertThat(seconds(path(shape).admit(SEGMENT_BYTES, START).departs())).isCloseTo(0.15, within(1e-6));
    }

    @Test
    void aTraceRepeatsAndItsHolesCarryNothing() {
        PathTrace train = PathTrace.find("train").orElseThrow();
        ShapedPath path = path(new PathShape(
                Optional.of("train"),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
        double bitsOfALoop =
                train.kilobitsPerSecond().stream().mapToInt(it -> it).sum() * 1e3;
        Instant departs = START;
        for (double bits = 0; bits < 2 * bitsOfALoop; bits += 80_000) {
            departs = path.admit(10_000, START).departs();
        }
        assertThat(seconds(departs)).isCloseTo(2 * train.kilobitsPerSecond().size(), within(1.0));
    }

    @Test
    void lostSegmentsTakeTheLinkTwiceAndOneRoundTripMore() {
        ShapedPath path = path(lossy(0.1, 0.1));
        int lost = 0;
        Instant before = START;
        for (int i = 0; i < 10_000; i++) {
            ShapedPath.Passage passage = path.admit(SEGMENT_BYTES, START);
            double way = Duration.between(passage.departs(), passage.arrives()).toNanos() / 1e9;
            if (way > 0.15) {
                lost++;
                assertThat(way).isCloseTo(0.2 + SEGMENT_BITS / 800_000, within(1e-6));
            } else {
                assertThat(way).isCloseTo(0.1, within(1e-6));
            }
            assertThat(passage.departs()).isAfter(before);
            before = passage.departs();
        }
        // Binomial: three standard deviations are 90.
        assertThat(lost).isBetween(900, 1_100);
        assertThat(seconds(path.admit(SEGMENT_BYTES, START).departs()))
                .isCloseTo((10_001 + lost) * SEGMENT_BITS / 800_000, within(0.05));
    }

    @Test
    void theSameShapeLosesTheSameSegments() {
        ShapedPath first = path(lossy(0.2, 0.05));
        ShapedPath second = path(lossy(0.2, 0.05));
        for (int i = 0; i < 200; i++) {
            assertThat(first.admit(SEGMENT_BYTES, START)).isEqualTo(second.admit(SEGMENT_BYTES, START));
        }
    }

    @Test
    void aPathThatIsRealAgainStaysMarked() {
        ShapedPath path = path(cap(400_000));
        path.shape(PathShape.NONE, START.plusSeconds(1));
        assertThat(path.isReal()).isTrue();
        assertThat(path.isArtificial()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10000, 0, 0, bitsPerSecond",
        "400000, 0.6, 0, lossRatio",
        "400000, NaN, 0, lossRatio",
        "400000, 0, 3, roundTripSeconds",
        "400000, 0, -1, roundTripSeconds"
    })
    void whatIsOutOfRangeIsNamed(double bitsPerSecond, double loss, double roundTrip, String member) {
        PathShape shape = new PathShape(
                Optional.empty(),
                OptionalDouble.of(bitsPerSecond),
                Optional.empty(),
                OptionalDouble.of(loss),
                OptionalDouble.of(roundTrip));
        assertThatIllegalArgumentException().isThrownBy(shape::check).withMessageStartingWith(member);
    }
}
