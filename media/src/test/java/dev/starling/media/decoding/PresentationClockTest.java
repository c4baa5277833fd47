package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PresentationClockTest {
    private static final long NOMINAL = 3600;

    private static long[] times(long... stamps) {
        PresentationClock clock = new PresentationClock(NOMINAL);
        return Arrays.stream(stamps).map(clock::next).toArray();
    }

    @Test
    void increasingStampsPassThroughButStartAtZero() {
        assertThat(times(90_000, 93_600, 93_700, 190_000)).containsExactly(0, 3600, 3700, 100_000);
    }

    @Test
    void aMissingStampContinuesAtTheNominalDistance() {
        assertThat(times(PresentationClock.MISSING, PresentationClock.MISSING, 7200))
                .containsExactly(0, 3600, 7200);
    }

    @Test
    void aDuplicateStampIsPutBetweenItsNeighbours() {
        assertThat(times(0, 3600, 3600, 7200)).containsExactly(0, 3600, 5400, 7200);
    }

    @Test
    void stampsThatRepeatOftenArePutAtTheNominalDistance() {
        assertThat(times(0, 3600, 3600, 3600, 3600, 18_000)).containsExactly(0, 3600, 5400, 9000, 12_600, 18_000);
    }

    @Test
    void aPictureThatComesLateDoesNotMoveLaterOnes() {
        assertThat(times(0, 3600, 10_800, 7200, 14_400)).containsExactly(0, 3600, 10_800, 12_600, 14_400);
    }

    @Test
    void timesAlwaysIncrease() {
        long[] times = times(5, 5, 5, 5, 4, 3, 2, 1, -90_000, PresentationClock.MISSING, -90_000, 5);
        for (int i = 1; i < times.length; i++) {
            assertThat(times[i]).isGreaterThan(times[i - 1]);
        }
    }

    @Test
    void missingStampsAfterUnevenOnesAreGuessed() {
        PresentationClock uneven = new PresentationClock(NOMINAL);
        for (long stamp : new long[] {0, 3600, 18_000, PresentationClock.MISSING, PresentationClock.MISSING}) {
            uneven.next(stamp);
        }
        assertThat(uneven.guesses()).isEqualTo(2);
        PresentationClock even = new PresentationClock(NOMINAL);
        for (long stamp : new long[] {0, 3600, 10_800, PresentationClock.MISSING}) {
            even.next(stamp);
        }
        assertThat(even.guesses()).isZero();
    }

    @Test
    void theOriginIsTheFirstStamp() {
        PresentationClock clock = new PresentationClock(NOMINAL);
        clock.next(126_000);
        assertThat(clock.origin()).isEqualTo(126_000);
    }
}
