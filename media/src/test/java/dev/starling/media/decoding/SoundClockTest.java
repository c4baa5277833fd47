package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.media.decoding.SoundClock.Stamped;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoundClockTest {
    private static final double FRAME = 1920;
    private static final double TOLERANCE = SoundClock.TOLERANCE_SECONDS * 90_000;

    private final List<Stamped> frames = new ArrayList<>();

    private SoundClockTest frames(int count, double start) {
        for (int i = 0; i < count; i++) {
            frames.add(new Stamped(start + i * FRAME, FRAME));
        }
        return this;
    }

    private List<Double> starts() {
        SoundClock clock = new SoundClock();
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            starts.add(clock.next(frames.subList(i, Math.min(frames.size(), i + SoundClock.FRAMES_AHEAD))));
        }
        return starts;
    }

    private void assertAsStamped() {
        assertThat(starts()).isEqualTo(frames.stream().map(Stamped::stamp).toList());
    }

    @ParameterizedTest
    @ValueSource(doubles = {FRAME, 2 * FRAME, 0.5 * FRAME, 450_000, -FRAME, -900})
    void aGapOrAnOverlapIsExact(double ticks) {
        frames(20, 1000).frames(20, 1000 + 20 * FRAME + ticks);
        assertAsStamped();
    }

    @Test
    void framesThatAreLostSoonAfterEachOtherLeaveExactGaps() {
        frames(7, 0).frames(2, 8 * FRAME).frames(1, 11 * FRAME).frames(7, 15 * FRAME);
        assertAsStamped();
    }

    @Test
    void aStampThatIsWrongByItselfMovesNothing() {
        frames(10, 0).frames(1, 10 * FRAME + 9000).frames(10, 11 * FRAME);
        assertThat(starts()).isEqualTo(new SoundClockTest().frames(21, 0).starts());
    }

    @Test
    void irregularStampsTearNothing() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            frames.add(new Stamped(i * FRAME + random.nextDouble(-600, 600), FRAME));
        }
        List<Double> starts = starts();
        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(i - 1)).isCloseTo(FRAME, within(1e-6));
        }
    }

    /** The sound card's clock is 0.1 % slower than the one of the stamps. */
    @Test
    void soundNeverDriftsFromItsStamps() {
        for (int i = 0; i < 5000; i++) {
            frames.add(new Stamped(i * FRAME * 1.001, FRAME));
        }
        List<Double> starts = starts();
        for (int i = 0; i < starts.size(); i++) {
            assertThat(starts.get(i)).isCloseTo(frames.get(i).stamp(), within(TOLERANCE + 10));
        }
    }

    @Test
    void framesWithoutAStampFollowTheOneBefore() {
        frames.add(new Stamped(SoundClock.UNKNOWN, FRAME));
        frames(3, 9000);
        frames.add(new Stamped(SoundClock.UNKNOWN, FRAME));
        frames(3, 9000 + 4 * FRAME);
        List<Double> starts = starts();
        assertThat(starts.getFirst()).isNaN();
        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i)).isEqualTo(9000 + (i - 1) * FRAME);
        }
    }
}
