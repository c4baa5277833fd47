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
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What is dear is avoided: on paths that hardly carry the lowest member. */
class PricesTest {
    private static final List<Double> RATES = List.of(800e3, 400e3, 200e3);
    private static final int CLIPS = 40;
    private static final int PATHS = 4;
    private static final Prices SHIPPED = PolicySettings.DEFAULT.prices();

    private static BandwidthTrace path(int seed) {
        Random random = new Random(seed);
        BandwidthTrace.Builder path = new BandwidthTrace.Builder().add(4, 1e6);
        for (int i = 0; i < 200; i++) {
            path.add(1, 250e3 * Math.exp(0.7 * random.nextGaussian()));
        }
        return path.build();
    }

    private static PolicySettings settings(double stallSecond, double cpuSecond) {
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
                        cpuSecond),
                shipped.horizons(),
                shipped.path());
    }

    /**
     * What sessions on many paths have on average of something, with a lowest member that can be requantised or not.
     */
    private static double mean(
            PolicySettings settings, List<MadeTitle.Below> requantised, ToDoubleFunction<DeliveredSession> what) {
        SteeredTitle title = MadeTitle.of(CLIPS, RATES, 0, 1, requantised);
        double sum = 0;
        for (int seed = 0; seed < PATHS; seed++) {
            sum += what.applyAsDouble(new DeliverySimulator(
                            Link.DEFAULT,
                            new StockPlayer(10),
                            new StaticPolicy(settings),
                            CapabilityVector.UNKNOWN,
                            Moves.ALLOWED)
                    .play(title, path(seed)));
        }
        return sum / PATHS;
    }

    @Test
    void theDearerStallsAreTheFewerThereAre() {
        List<Double> stalled = new ArrayList<>();
        for (double price : new double[] {-0.5, -5, -50}) {
            stalled.add(mean(settings(price, SHIPPED.cpuSecond()), List.of(), DeliveredSession::stallSeconds));
        }
        assertThat(stalled).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(stalled.getLast()).isLessThan(0.9 * stalled.getFirst());
    }

    @Test
    void theDearerProcessorTimeIsTheLessIsUsed() {
        List<Double> used = new ArrayList<>();
        for (double price : new double[] {0, -100, -500, -5_000}) {
            used.add(mean(
                    settings(SHIPPED.waiting().stallSecond(), price),
                    List.of(new MadeTitle.Below(0.75, 0.9), new MadeTitle.Below(0.5, 0.7)),
                    DeliveredSession::requantisingSecondsPerHour));
        }
        assertThat(used).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(used.getFirst()).isPositive();
        assertThat(used.getLast()).isLessThan(0.1 * used.getFirst());
    }
}
