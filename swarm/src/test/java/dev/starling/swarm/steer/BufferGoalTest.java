package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much media a player wants to hold, from when it requests. */
class BufferGoalTest {
    private static final double CLIP_SECONDS = 2;

    /** A player that requests the next clip once the one before is there and its buffer is below its goal. */
    private static final class Player {
        private final double goalSeconds;
        private final BufferGoal seen = new BufferGoal();
        private double now;
        private double buffer;
        private int clip;

        Player(double goalSeconds) {
            this.goalSeconds = goalSeconds;
        }

        /** Loads clips, each of which takes some seconds, which the sender knows. */
        Player load(int clips, double seconds) {
            for (int i = 0; i < clips; i++) {
                pass(Math.max(0, buffer - goalSeconds));
                seen.requested(clip, Optional.of(duration(Math.rint(buffer * 10) / 10)), instant());
                pass(seconds);
                buffer += CLIP_SECONDS;
                seen.sent(clip++, instant());
            }
            return this;
        }

        private void pass(double seconds) {
            now += seconds;
            buffer = Math.max(0, buffer - seconds);
        }

        private Instant instant() {
            return Instant.EPOCH.plus(duration(now));
        }

        private static Duration duration(double seconds) {
            return Duration.ofMillis(Math.round(seconds * 1000));
        }

        Optional<Duration> goal() {
            return seen.goal();
        }
    }

    @Test
    void aPlayerThatNeverWaitsHasAnyGoal() {
        assertThat(new Player(30).load(20, 1.5).goal()).isEmpty();
        assertThat(new Player(5).load(20, 2.5).goal())
                .as("a path that is too slow")
                .isEmpty();
    }

    @Test
    void aPlayerThatWaitsShowsItsGoal() {
        assertThat(new Player(5).load(20, 0.2).goal()).contains(Duration.ofSeconds(5));
        assertThat(new Player(30).load(40, 0.2).goal()).contains(Duration.ofSeconds(30));
    }

    @Test
    void aPlayerWhoseBufferFallsWaitsForMedia() {
        // What was handed over arrives a second later than the sender believes.
        BufferGoal seen = new BufferGoal();
        for (int clip = 0; clip < 5; clip++) {
            Instant now = Instant.EPOCH.plusSeconds(3L * clip);
            seen.requested(clip, Optional.of(Duration.ofSeconds(9 - clip)), now);
            seen.sent(clip, now.plusSeconds(1));
        }
        assertThat(seen.goal()).isEmpty();
    }

    @Test
    void theFirstRequestsMayBeForAnyClips() {
        BufferGoal seen = new BufferGoal();
        seen.requested(1, Optional.of(Duration.ofSeconds(5)), Instant.EPOCH);
        seen.requested(1, Optional.of(Duration.ofSeconds(5)), Instant.EPOCH.plusSeconds(9));
        assertThat(seen.goal()).isEmpty();
    }

    @Test
    void aSeekIsNoWait() {
        BufferGoal seen = new BufferGoal();
        seen.requested(0, Optional.of(Duration.ZERO), Instant.EPOCH);
        seen.sent(0, Instant.EPOCH.plusMillis(200));
        seen.requested(7, Optional.of(Duration.ofMillis(500)), Instant.EPOCH.plusSeconds(5));
        assertThat(seen.goal()).isEmpty();
    }

    @Test
    void whatAPlayerHeldLaterCounts() {
        Player player = new Player(3).load(10, 0.2);
        assertThat(player.goal()).contains(Duration.ofSeconds(3));
        player.seen.requested(99, Optional.of(Duration.ofSeconds(12)), Instant.EPOCH.plusSeconds(100));
        assertThat(player.goal()).contains(Duration.ofSeconds(12));
    }

    @Test
    void whereAPlayerHoldsLessLessIsSafe() {
        PolicySettings settings = PolicySettings.DEFAULT;
        double safe = settings.horizons().safeBufferSeconds();
        assertThat(settings.holding(Optional.empty())).isSameAs(settings);
        assertThat(settings.holding(Optional.of(Duration.ofSeconds(30)))).isSameAs(settings);
        assertThat(safe(9.6)).as("a goal of 10 s, looked at each half second").isEqualTo(safe);
        assertThat(safe(4.8)).as("a goal of 5 s").isEqualTo(safe / 2);
        assertThat(safe(3)).isEqualTo(safe / 4);
        assertThat(safe(0)).isEqualTo(safe / 8);
    }

    private static double safe(double goalSeconds) {
        return PolicySettings.DEFAULT
                .holding(Optional.of(Duration.ofMillis((long) (1000 * goalSeconds))))
                .horizons()
                .safeBufferSeconds();
    }
}
