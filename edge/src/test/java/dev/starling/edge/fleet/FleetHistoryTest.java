package dev.starling.edge.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.catalog.CacheCounts;
import dev.starling.edge.fleet.FleetSample.Viewers;
import dev.starling.edge.record.RewardTerms;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.Reward;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetHistoryTest {
    private Instant now = Instant.parse("2026-11-29T23:00:00Z");
    private FleetTotals totals = totals(3);
    private final FleetHistory history = new FleetHistory(() -> new Viewers(9, 4), () -> totals, () -> now);

    /** What so many clips would have counted. */
    private static FleetTotals totals(int clips) {
        RewardTerms rewards = RewardTerms.NONE;
        for (int i = 0; i < clips; i++) {
            rewards = rewards.plus(new Reward(80, -2, -1, -0.5));
        }
        return new FleetTotals(
                new FleetTotals.Delivered(clips, 1, 2L * clips, 4.0 * clips, 90.0 * clips),
                new FleetTotals.Experienced(clips, 0.5 * clips, clips, 0.1 * clips, 4.0 * clips),
                new FleetTotals.Bytes(1_000L * clips, 100L * clips),
                Map.of(BlendLevel.GOP, (long) clips),
                new FleetTotals.Cost(0.2 * clips, 0.1 * clips),
                new TreeMap<>(Map.of("members", new CacheCounts(5L * clips, clips))),
                new FleetTotals.Rewards(clips, rewards));
    }

    @Test
    void aSampleHasWhatHappenedSinceTheOneBefore() {
        now = now.plusSeconds(5);
        totals = totals(10);
        history.sample();
        now = now.plusMillis(5_500);
        history.sample();
        List<FleetSample> samples = history.after(0);
        assertThat(samples).extracting(FleetSample::number).containsExactly(1L, 2L);
        FleetSample first = samples.getFirst();
        assertThat(first.at()).isEqualTo("2026-11-29T23:00:05Z");
        assertThat(first.seconds()).isEqualTo(5);
        assertThat(first.viewers()).isEqualTo(new Viewers(9, 4));
        assertThat(first.totals().delivered().clips()).isEqualTo(7);
        assertThat(first.totals().delivered().aborted()).isZero();
        assertThat(first.totals().delivered().vmafSum()).isEqualTo(630);
        assertThat(first.totals().experienced().startUps()).isEqualTo(7);
        assertThat(first.totals().bytes()).isEqualTo(new FleetTotals.Bytes(7_000, 700));
        assertThat(first.totals().levels()).containsEntry(BlendLevel.GOP, 7L);
        assertThat(first.totals().caches()).containsEntry("members", new CacheCounts(35, 7));
        assertThat(first.totals().rewards()).isEqualTo(new FleetTotals.Rewards(7, new RewardTerms(560, -14, -7, -3.5)));
        assertThat(samples.getLast().seconds()).isEqualTo(5.5);
        assertThat(samples.getLast().totals().delivered().clips()).isZero();
        assertThat(history.after(1)).containsExactly(samples.getLast());
    }

    @Test
    void anHourIsKeptAndNoMore() {
        for (int i = 0; i < FleetHistory.MAX_SAMPLES + 3; i++) {
            now = now.plus(FleetHistory.INTERVAL);
            history.sample();
        }
        List<FleetSample> samples = history.after(0);
        assertThat(samples).hasSize(FleetHistory.MAX_SAMPLES);
        assertThat(samples.getFirst().number()).isEqualTo(4);
        assertThat(FleetHistory.INTERVAL.multipliedBy(FleetHistory.MAX_SAMPLES).toHours())
                .isEqualTo(1);
    }
}
