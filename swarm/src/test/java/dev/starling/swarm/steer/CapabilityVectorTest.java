package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.steer.CapabilityVector.Battery;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a device tells has its documented effect, and what it does not tell has none. */
class CapabilityVectorTest {
    private static CapabilityVector device(int screen, int smooth, int efficient, Optional<Battery> battery) {
        return new CapabilityVector(
                Optional.of(Set.of(Codec.H264)),
                OptionalInt.of(screen),
                OptionalInt.of(smooth),
                OptionalInt.of(efficient),
                OptionalInt.of(2),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                battery);
    }

    private static int useful(Optional<Battery> battery) {
        return device(2160, 2160, 1080, battery).usefulHeight().orElseThrow();
    }

    @Test
    void aBatteryThatDrainsLimitsTheHeightToWhatIsEfficient() {
        assertThat(useful(Optional.empty())).isEqualTo(2160);
        assertThat(useful(Optional.of(new Battery(0.1, true)))).isEqualTo(2160);
        assertThat(useful(Optional.of(new Battery(0.9, false)))).isEqualTo(1080);
        assertThat(useful(Optional.of(new Battery(0.19, false)))).isEqualTo(720);
    }

    @Test
    void unknownStaysUnknown() {
        assertThat(CapabilityVector.UNKNOWN.usefulHeight()).isEmpty();
        assertThat(CapabilityVector.UNKNOWN.savesData()).isFalse();
        assertThat(Features.of(CapabilityVector.UNKNOWN).dot(_ -> 1)).isZero();
    }

    @Test
    void processorsDoNotMatterWhereHardwareDecodes() {
        double software = Features.of(device(1080, 1080, 720, Optional.empty())).dot(_ -> 1);
        double hardware =
                Features.of(device(1080, 1080, 1080, Optional.empty())).dot(_ -> 1);
        assertThat(software).isEqualTo(2);
        assertThat(hardware).isEqualTo(1);
    }

    @Test
    void whatAPageTellsCountsBeforeWhatRequestsHint() {
        CapabilityVector hinted = CapabilityVector.UNKNOWN.withScreenHeight(1440);
        assertThat(CapabilityVector.UNKNOWN.or(hinted).screenHeight()).hasValue(1440);
        assertThat(CapabilityVector.UNKNOWN.withScreenHeight(720).or(hinted).screenHeight())
                .hasValue(720);
    }

    @Test
    void whoSavesDataIsOnASlowPath() {
        Bandwidth fast = new Bandwidth(50e6, 40e6, 0.2, Bandwidth.Knowledge.AT_LEAST);
        NetworkState network = new NetworkState(
                Optional.of(fast),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.of(Duration.ofSeconds(20)),
                Optional.empty(),
                OptionalDouble.of(90));
        NetworkState saving = network.saving();
        assertThat(saving.bandwidth()).contains(new Bandwidth(1.5e6, 1.5e6, 0.2, Bandwidth.Knowledge.MEASURED));
        assertThat(saving.buffer()).contains(Duration.ofSeconds(4));
        assertThat(NetworkState.UNKNOWN.saving().bitsPerSecond()).hasValue(1.5e6);
        Bandwidth slow = new Bandwidth(0.4e6, 0.5e6, 0.2, Bandwidth.Knowledge.AT_LEAST);
        NetworkState slower = new NetworkState(
                Optional.of(slow),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(3)),
                OptionalDouble.empty());
        assertThat(slower.saving()).isEqualTo(slower);
    }
}
