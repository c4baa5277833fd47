package dev.starling.edge.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Where the traces that ship come from. */
class PathTraceTest {
    private static final int SECONDS = 120;
    /** So much of a second's distance from the usual rate stays in the next one. */
    private static final double PERSISTENCE = 0.8;

    /**
     * A made-up journey: a random walk around a usual rate, with interruptions.
     *
     * @param kilobitsPerSecond the usual rate
     * @param doublings how far the walk goes in a second, as a standard deviation of the rate's binary logarithm
     * @param every from one interruption to the next, in seconds
     * @param lasts how long one lasts, in seconds
     * @param left the part of the rate that is left in one
     */
    private record Journey(
            String id, String name, double kilobitsPerSecond, double doublings, int every, int lasts, double left) {
        PathTrace trace(long seed) {
            RandomGenerator random = new SplittableRandom(seed);
            List<Integer> rates = new ArrayList<>();
            double walk = 0;
            for (int second = 0; second < SECONDS; second++) {
                walk = walk * PERSISTENCE + random.nextGaussian() * doublings;
                boolean interrupted = second % every >= every - lasts;
                double rate = kilobitsPerSecond * Math.pow(2, walk) * (interrupted ? left : 1);
                rates.add(rate < 20 ? 0 : (int) Math.round(rate / 10) * 10);
            }
            return new PathTrace(id, name, rates);
        }
    }

    private static final List<Journey> JOURNEYS = List.of(
            new Journey("train", "Train with tunnels", 5_000, 0.5, 30, 4, 0),
            new Journey("tram", "Tram between stops", 1_800, 0.45, 20, 5, 0.25),
            new Journey("bus", "Bus in the country", 700, 0.5, 40, 6, 0.3),
            new Journey("office-wifi", "Wi-Fi of a full office", 9_000, 0.7, 25, 3, 0.08));

    @Test
    void theTracesThatShipAreTheseJourneys() {
        List<PathTrace> made = new ArrayList<>();
        for (int i = 0; i < JOURNEYS.size(); i++) {
            made.add(JOURNEYS.get(i).trace(i + 1L));
        }
        assertThat(PathTrace.ALL).isEqualTo(made);
    }

    @Test
    void aTraceIsFoundByItsName() {
        assertThat(PathTrace.find("tram")).isEqualTo(Optional.of(PathTrace.ALL.get(1)));
        assertThat(PathTrace.find("plane")).isEmpty();
    }
}
