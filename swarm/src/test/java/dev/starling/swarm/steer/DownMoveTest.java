package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.steer.DownMove.Path;
import dev.starling.swarm.steer.DownMove.Rest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DownMoveTest {
    /** Two remaining seconds of a clip, at 4 Mbit/s and one and two steps lower. */
    private static final Rest GO_ON = new Rest(1_000_000, 95, 0);

    private static final List<Rest> LOWER = List.of(new Rest(600_000, 89, 0), new Rest(350_000, 82, 0));
    private static final Critic CRITIC = Critic.shortSighted(PolicySettings.DEFAULT);

    private static OptionalInt decide(double megabitsPerSecond, long queuedBytes, double deadlineSeconds) {
        Duration left = Duration.ofMillis((long) (deadlineSeconds * 1000));
        return DownMove.decide(
                GO_ON, LOWER, new Path(megabitsPerSecond * 1e6, true, queuedBytes, left, Optional.empty()), CRITIC);
    }

    @Test
    void aPathThatKeepsUpChangesNothing() {
        assertThat(decide(20, 0, 5)).isEmpty();
    }

    @Test
    void aStallThatOnlyALowerMemberAvoidsMeansGoingDown() {
        assertThat(decide(4, 0, 1.4)).hasValue(0);
        assertThat(decide(4, 0, 0.8)).hasValue(1);
    }

    @Test
    void whatIsQueuedDelaysTheRest() {
        assertThat(decide(4, 0, 4)).isEmpty();
        assertThat(decide(4, 1_200_000, 4)).isPresent();
    }

    @Test
    void aShortStallIsNoReasonToLoseMuchQuality() {
        List<Rest> poor = List.of(new Rest(600_000, 50, 0));
        Path path = new Path(4e6, true, 0, Duration.ofMillis(1900), Optional.empty());
        assertThat(DownMove.decide(GO_ON, poor, path, CRITIC)).isEmpty();
    }

    @Test
    void processorTimeHasItsPrice() {
        Path path = new Path(4e6, true, 0, Duration.ofMillis(1400), Optional.empty());
        double worth = -1 / PolicySettings.DEFAULT.prices().cpuSecond();
        assertThat(DownMove.decide(GO_ON, List.of(new Rest(600_000, 89, worth)), path, CRITIC))
                .isPresent();
        assertThat(DownMove.decide(GO_ON, List.of(new Rest(600_000, 89, 100 * worth)), path, CRITIC))
                .isEmpty();
    }

    @Test
    void theSlowerThePathTheLowerTheChoiceIsNeverTheHigher() {
        int before = LOWER.size();
        for (double rate = 0.2; rate < 20; rate *= 1.1) {
            int step = decide(rate, 0, 3).stream().map(i -> i + 1).findFirst().orElse(0);
            assertThat(step).as("%.2f Mbit/s", rate).isLessThanOrEqualTo(before);
            before = step;
        }
        assertThat(before).isZero();
    }

    @Test
    void withoutAWayDownTheClipGoesOn() {
        Path stopped = new Path(1, true, 0, Duration.ZERO, Optional.empty());
        assertThat(DownMove.decide(GO_ON, List.of(), stopped, CRITIC)).isEmpty();
    }

    /** A path that has been fast for long, and stands still now. */
    private static Path dip(double leftSeconds) {
        Bandwidth before = new Bandwidth(2e6, 4e6, 0.5, Bandwidth.Knowledge.MEASURED);
        return new Path(20_000, true, 0, Duration.ofMillis(Math.round(leftSeconds * 1000)), Optional.of(before));
    }

    @Test
    void aDipIsNoReasonToGoDownWhileTheBufferLasts() {
        assertThat(DownMove.decide(GO_ON, LOWER, dip(25), CRITIC)).isEmpty();
        assertThat(DownMove.decide(GO_ON, LOWER, dip(3), CRITIC)).isPresent();
    }

    @Test
    void aDecisionWaitsWhileTheBufferLastsIfThePathMayBeBack() {
        Bandwidth unsteady = new Bandwidth(0.4e6, 2e6, 2, Bandwidth.Knowledge.MEASURED);
        Rest goOn = new Rest(2_000_000, 95, 0);
        List<Rest> poor = List.of(new Rest(150_000, 20, 0));
        assertThat(DownMove.decide(goOn, poor, unsteady(unsteady, 8), CRITIC)).isEmpty();
        assertThat(DownMove.decide(goOn, poor, unsteady(unsteady, 4), CRITIC)).hasValue(0);
    }

    private static Path unsteady(Bandwidth before, double leftSeconds) {
        return new Path(100_000, true, 0, Duration.ofMillis(Math.round(leftSeconds * 1000)), Optional.of(before));
    }

    @Test
    void whatArrivesIsWhatThePathCarriesOnItsWayBack() {
        Path path = dip(10);
        Rest arriving = new Rest((long) path.arrivingBytes(), 90, 0);
        assertThat(path.arrives(arriving)).isTrue();
        assertThat(path.arrives(new Rest(arriving.bytes() * 101 / 100, 90, 0))).isFalse();
        assertThat(path.arrivingBytes()).isBetween(20_000 * 9.9 / 8, 4e6 * 9.9 / 8);
    }

    @Test
    void theLessIsKnownOfThePathTheMoreMayBeLost() {
        Rest goOn = new Rest(9_000_000, 95, 0);
        List<Rest> lower = List.of(new Rest(5_000_000, 89, 0));
        Duration left = Duration.ofSeconds(20);
        Bandwidth certain = new Bandwidth(4e6, 4e6, 0, Bandwidth.Knowledge.MEASURED);
        Bandwidth uncertain = new Bandwidth(4e6, 4e6, 1.5, Bandwidth.Knowledge.MEASURED);
        assertThat(DownMove.decide(goOn, lower, new Path(4e6, true, 0, left, Optional.of(certain)), CRITIC))
                .isEmpty();
        assertThat(DownMove.decide(goOn, lower, new Path(4e6, true, 0, left, Optional.of(uncertain)), CRITIC))
                .hasValue(0);
    }

    @Test
    void thatNothingMoreWasSentIsNoDipOfThePath() {
        Duration left = Duration.ofSeconds(2);
        Bandwidth bound = new Bandwidth(12e6, 12e6, 0, Bandwidth.Knowledge.AT_LEAST);
        Bandwidth measured = new Bandwidth(12e6, 12e6, 0, Bandwidth.Knowledge.MEASURED);
        assertThat(DownMove.decide(GO_ON, LOWER, new Path(1e6, false, 0, left, Optional.of(bound)), CRITIC))
                .isEmpty();
        assertThat(DownMove.decide(GO_ON, LOWER, new Path(1e6, true, 0, left, Optional.of(bound)), CRITIC))
                .as("the path collapses while its bound is the best that is known")
                .isPresent();
        assertThat(DownMove.decide(GO_ON, LOWER, new Path(1e6, false, 0, left, Optional.of(measured)), CRITIC))
                .isPresent();
    }
}
