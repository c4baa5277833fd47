package dev.starling.swarm.breed.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WatchTimeTest {
    @Test
    void likeViewsBecomeOneAtTheirMean() {
        WatchTime watched = new WatchTime();
        watched.add(600_000, 720, 30);
        watched.add(620_000, 720, 10);
        watched.add(4e6, 1080, 20);
        assertThat(watched.seconds()).isEqualTo(60);
        Demand demand = watched.demand();
        assertThat(demand.views()).hasSize(2);
        View slow = demand.views().getFirst();
        assertThat(slow.bitsPerSecond()).isCloseTo(605_000, within(1_000.0));
        assertThat(slow.lines()).isEqualTo(720);
        assertThat(slow.weight()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(demand.views().getLast())
                .isEqualTo(new View(4e6, 1080, demand.views().getLast().weight()));
    }

    @Test
    void theOrderDoesNotMatter() {
        WatchTime one = new WatchTime();
        WatchTime other = new WatchTime();
        for (int i = 0; i < 100; i++) {
            one.add(1e5 * (1 + i % 7), 360 + 2 * (i % 5), 1 + i % 3);
            int j = 99 - i;
            other.add(1e5 * (1 + j % 7), 360 + 2 * (j % 5), 1 + j % 3);
        }
        assertThat(one.demand().digest()).isEqualTo(other.demand().digest());
    }

    /** The file has at most 10,000 views; so many different ones do not fit into the bins. */
    @Test
    void anyAmountOfWatchingFitsIntoAFile() {
        WatchTime watched = new WatchTime();
        Random random = new Random(1);
        for (int i = 0; i < 30_000; i++) {
            watched.add(Math.pow(10, 2 + 9 * random.nextDouble()), 16 + random.nextInt(8177), 1);
        }
        Demand demand = watched.demand();
        assertThat(DemandFile.read(DemandFile.write(demand)).digest()).isEqualTo(demand.digest());
        assertThat(demand.views())
                .allSatisfy(it -> assertThat(it.bitsPerSecond()).isBetween(1e3, 1e9));
    }

    @Test
    void whatIsNoViewIsRefused() {
        WatchTime watched = new WatchTime();
        assertThatThrownBy(() -> watched.add(1e6, 15, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> watched.add(1e6, 720, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(watched::demand).hasMessage("views must have a weight above 0");
    }
}
