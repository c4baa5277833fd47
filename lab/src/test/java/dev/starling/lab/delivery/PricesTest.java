package dev.starling.lab.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.PolicySettings.Prices;
import dev.starling.swarm.steer.PolicySettings.Waiting;
import dev.starling.swarm.steer.StaticPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is dear is avoided: on paths that hardly carry the lowest member. */
class PricesTest {
    private static final List<Double> RATES = List.of(800e3, 400e3, 200e3);
    private static final int CLIPS = 40;
    private static final int PATHS = 4;

    private static BandwidthTrace path(int seed) {
        Random random = new Random(seed);
        BandwidthTrace.Builder path = new BandwidthTrace.Builder().add(4, 1e6);
        for (int i = 0; i < 200; i++) {
            path.add(1, 250e3 * Math.exp(0.7 * random.nextGaussian()));
        }
        return path.build();
    }

    private static PolicySettings settings(double stallSecond) {
        PolicySettings shipped = PolicySettings.DEFAULT;
        Prices prices = shipped.prices();
        return new PolicySettings(
                shipped.format(),
                shipped.version(),
                shipped.temperature(),
                shipped.budgetSlack(),
                new Prices(
                        prices.quality(),
                        prices.change(),
                        new Waiting(
                                stallSecond,
                                prices.waiting().startUpSecond(),
                                prices.waiting().thinBufferSecond()),
                        prices.device(),
                        prices.splice(),
                        prices.cpuSecond()),
                shipped.horizons(),
                shipped.path());
    }

    private static double meanStallSeconds(PolicySettings settings) {
        SteeredTitle title = MadeTitle.of(CLIPS, RATES, 0, 1, List.of());
        double sum = 0;
        for (int seed = 0; seed < PATHS; seed++) {
            sum += new DeliverySimulator(
                            Link.DEFAULT,
                            new StockPlayer(10),
                            new StaticPolicy(settings),
                            CapabilityVector.UNKNOWN,
                            Moves.ALLOWED)
                    .play(title, path(seed))
                    .stallSeconds();
        }
        return sum / PATHS;
    }

    @Test
    void theDearerStallsAreTheFewerThereAre() {
        List<Double> stalled = new ArrayList<>();
        for (double price : new double[] {-0.5, -5, -50}) {
            stalled.add(meanStallSeconds(settings(price)));
        }
        assertThat(stalled).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(stalled.getLast()).isLessThan(0.9 * stalled.getFirst());
    }
}
