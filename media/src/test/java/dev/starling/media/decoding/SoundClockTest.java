package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.media.decoding.SoundClock.Stamped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoundClockTest {
    /** 1024 samples at 48 kHz. */
    private static final double FRAME = 1920;

    private static final double MILLI = 90;
    private static final double TOLERANCE = SoundClock.TOLERANCE_SECONDS * 90_000;

    private final List<Stamped> frames = new ArrayList<>();

    private SoundClockTest frames(int count, double start) {
        for (int i = 0; i < count; i++) {
            frames.add(new Stamped(start + i * FRAME, 0, FRAME));
        }
        return this;
    }

    /** Frames whose stamps are off by so much. */
    private SoundClockTest framesOff(int count, IntToDoubleFunction error) {
        for (int i = 0; i < count; i++) {
            frames.add(new Stamped(i * FRAME + error.applyAsDouble(i), 0, FRAME));
        }
        return this;
    }

    private SoundClockTest withoutStamp(int count, double lost) {
        for (int i = 0; i < count; i++) {
            frames.add(new Stamped(SoundClock.UNKNOWN, i == 0 ? lost : 0, FRAME));
        }
        return this;
    }

    private List<Double> starts() {
        SoundClock clock = new SoundClock();
        Deque<Stamped> rest = new ArrayDeque<>(frames);
        List<Double> starts = new ArrayList<>();
        while (starts.size() < frames.size()) {
            while (clock.wantsMore() && !rest.isEmpty()) {
                clock.add(rest.remove());
            }
            starts.add(clock.next());
        }
        return starts;
    }

    private void assertAsStamped() {
        assertThat(starts()).isEqualTo(frames.stream().map(Stamped::stamp).toList());
    }

    /** How often a frame does not start where the one before ended. */
    private long tears() {
        List<Double> starts = starts();
        long tears = 0;
        for (int i = 1; i < starts.size(); i++) {
            double end = starts.get(i - 1) + frames.get(i - 1).duration();
            tears += Math.abs(starts.get(i) - end) > 1e-3 ? 1 : 0;
        }
        return tears;
    }

    @ParameterizedTest
    @ValueSource(doubles = {FRAME, 2 * FRAME, 0.5 * FRAME, 450_000, -FRAME, -1000})
    void aGapOrAnOverlapIsExact(double ticks) {
        frames(40, 1000).frames(40, 1000 + 40 * FRAME + ticks);
        assertAsStamped();
    }

    @Test
    void framesThatAreLostSoonAfterEachOtherLeaveExactGaps() {
        frames(7, 0).frames(2, 8 * FRAME).frames(1, 11 * FRAME).frames(30, 15 * FRAME);
        assertAsStamped();
    }

    /** A last frame may have a stamp that is a little wrong. A gap before it counts. */
    @ParameterizedTest
    @CsvSource({"23, 0", "-23, 0", "29, 0", "100, 1", "5000, 1"})
    void atTheEndOnlyLongGapsCount(double millis, long tears) {
        assertThat(frames(40, 0).frames(1, 40 * FRAME + millis * MILLI).tears()).isEqualTo(tears);
    }

    @ParameterizedTest
    @ValueSource(doubles = {9, 15, 25, 100, 2000, -9, -15, -25, -100, -2000})
    void aStampThatIsWrongByItselfMovesNothing(double millis) {
        frames(30, 0).frames(1, 30 * FRAME + millis * MILLI).frames(30, 31 * FRAME);
        assertThat(starts()).isEqualTo(new SoundClockTest().frames(61, 0).starts());
    }

    /** Live encoders stamp what they get at once. The last of many that share a stamp seem to overlap. */
    @ParameterizedTest
    @CsvSource({"2, 0", "3, 1", "4, 1", "6, 1"})
    void framesThatShareAStampAreNotTorn(int group, long most) {
        assertThat(framesOff(2000, i -> -(i % group) * FRAME).tears()).isLessThanOrEqualTo(most);
        SoundClockTest late = new SoundClockTest();
        assertThat(late.framesOff(2000, i -> -((i + 1) % group) * FRAME).tears())
                .isLessThanOrEqualTo(most);
    }

    @Test
    void roundedStampsTearNothing() {
        assertThat(framesOff(2000, i -> Math.rint(i * FRAME / MILLI) * MILLI - i * FRAME)
                        .tears())
                .isZero();
    }

    /** Where the first stamp is far from the mean of the others, sound moves towards that, and stays there. */
    @ParameterizedTest
    @CsvSource({"7, 0", "15, 2", "25, 3", "35, 4"})
    void irregularStampsDoNotTearSound(double millis, long most) {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SoundClockTest test = new SoundClockTest();
            test.framesOff(20_000, i -> random.nextDouble(-millis, millis) * MILLI);
            assertThat(test.tears()).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void aGapInIrregularStampsIsKept() {
        SplittableRandom random = new SplittableRandom(1);
        framesOff(400, i -> (i < 200 ? 0 : 9000) + random.nextDouble(-15, 15) * MILLI);
        List<Double> starts = starts();
        assertThat(starts.get(399) - starts.get(0)).isCloseTo(399 * FRAME + 9000, within(30 * MILLI));
        assertThat(tears()).isBetween(1L, 3L);
    }

    /** The sound card's clock is 0.1 % slower or faster than the one of the stamps. */
    @ParameterizedTest
    @ValueSource(doubles = {1.001, 0.999})
    void soundNeverDriftsFromItsStamps(double rate) {
        for (int i = 0; i < 5000; i++) {
            frames.add(new Stamped(i * FRAME * rate, 0, FRAME));
        }
        List<Double> starts = starts();
        for (int i = 0; i < 4900; i++) {
            assertThat(starts.get(i)).isCloseTo(frames.get(i).stamp(), within(TOLERANCE + 10));
        }
    }

    @Test
    void framesWithoutAStampFollowTheOneBefore() {
        withoutStamp(1, 0).frames(3, 9000).withoutStamp(1, 0).frames(3, 9000 + 4 * FRAME);
        List<Double> starts = starts();
        assertThat(starts.getFirst()).isNaN();
        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i)).isEqualTo(9000 + (i - 1) * FRAME);
        }
    }

    /** A frame of 1024 samples at 44.1 kHz is no whole number of ticks. */
    @Test
    void framesWithoutAStampDoNotDrift() {
        double frame = 1024 * 90_000 / 44_100.0;
        for (int i = 0; i < 20_000; i++) {
            frames.add(new Stamped(i % 5000 == 0 ? Math.round(i * frame) : SoundClock.UNKNOWN, 0, frame));
        }
        assertThat(tears()).isZero();
    }

    /** Only the first frame of a packet has a stamp. */
    @ParameterizedTest
    @CsvSource({"6, 15", "6, -2000", "15, 25", "15, 400", "15, -25"})
    void oneWrongStampOfManyFramesMovesNothing(int group, double millis) {
        for (int i = 0; i < 40; i++) {
            frames(1, i * group * FRAME + (i == 20 ? millis * MILLI : 0)).withoutStamp(group - 1, 0);
        }
        assertThat(tears()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 15})
    void aGapBeforeAPacketOfManyFramesIsExact(int group) {
        for (int i = 0; i < 40; i++) {
            frames(1, i * group * FRAME + (i < 10 ? 0 : FRAME)).withoutStamp(group - 1, 0);
        }
        assertThat(tears()).isEqualTo(1);
        assertThat(starts().getLast()).isEqualTo((40 * group) * FRAME);
    }

    @Test
    void whatIsLostBeforeFramesWithoutAStampIsAGap() {
        frames(1, 0).withoutStamp(5, 0).withoutStamp(5, FRAME);
        for (int i = 0; i < 8; i++) {
            frames(1, (12 + 6 * i) * FRAME).withoutStamp(5, 0);
        }
        assertThat(tears()).isEqualTo(1);
        assertThat(starts().get(6)).isEqualTo(7 * FRAME);
    }
}
