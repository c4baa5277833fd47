package dev.starling.lab.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.delivery.DeliveredSession.Interval;
import dev.starling.lab.player.StockRule;
import dev.starling.lab.trace.BandwidthTrace;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlayerSimulatorTest {
    private static final List<Double> RATES = List.of(6e6, 3e6, 1.5e6, 0.7e6, 0.3e6);

    private static SteeredTitle title(double audio) throws IOException {
        return MadeTitle.of(20, RATES, audio, 3);
    }

    private static BandwidthTrace wild(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BandwidthTrace.Builder trace = new BandwidthTrace.Builder().add(2, 2e6);
        for (int i = 0; i < 30; i++) {
            trace.add(random.nextDouble(0.5, 5), random.nextInt(4) == 0 ? 50e3 : 9e6 * random.nextDouble());
        }
        return trace.build();
    }

    @ParameterizedTest
    @EnumSource
    void bytesAndTimeAreConservedEvenIfRequestsAreAbandoned(StockRule rule) throws IOException {
        int abandoned = 0;
        for (long seed = 0; seed < 20; seed++) {
            BandwidthTrace trace = wild(seed);
            DeliveredSession session =
                    new PlayerSimulator(Link.DEFAULT).play(title(seed % 2 == 0 ? 0 : 64e3), trace, rule::create);
            double bits = 0;
            for (Interval busy : session.carrying()) {
                bits += (trace.bitsUntil(busy.until()) - trace.bitsUntil(busy.from())) * Link.DEFAULT.payloadShare();
            }
            assertThat(bits / 8).as("seed %d", seed).isCloseTo((double) session.bytes(), within(25.0));
            assertThat(session.startUpSeconds() + session.stallSeconds() + session.playedSeconds())
                    .isCloseTo(session.wallSeconds(), within(1e-6));
            abandoned += session.clips().stream()
                    .mapToInt(it -> it.abandoned().size())
                    .sum();
        }
        assertThat(abandoned > 0).isEqualTo(!rule.toString().endsWith("-no-abandon"));
    }

    @ParameterizedTest
    @EnumSource
    void aFastPathEndsAtTheHighestRendition(StockRule rule) throws IOException {
        BandwidthTrace fast = new BandwidthTrace.Builder().add(1, 60e6).build();
        DeliveredSession session = new PlayerSimulator(Link.DEFAULT).play(title(64e3), fast, rule::create);
        assertThat(session.stallSeconds()).isZero();
        assertThat(session.clips().subList(10, 20))
                .allSatisfy(it -> assertThat(it.outcome().quality().vmaf()).isEqualTo(96));
    }

    @Test
    void aPlayerThatLoadsTheLowestRenditionHasItsBytesAndTheSoundOfEachClip() throws IOException {
        SteeredTitle title = title(64e3);
        BandwidthTrace slow = new BandwidthTrace.Builder().add(1, 450e3).build();
        DeliveredSession session =
                new PlayerSimulator(Link.DEFAULT).play(title, slow, StockRule.HLS_JS_NO_ABANDON::create);
        FixedRenditions renditions = title.renditions();
        assertThat(renditions.rungs()).isEqualTo(RATES.size());
        DeliveredClip last = session.clips().getLast();
        double sound = last.bytes() - renditions.bits(19, 0) / 8;
        assertThat(sound).isBetween(64e3 * 2 / 8, 64e3 * 2 / 8 * 1.15);
    }
}
