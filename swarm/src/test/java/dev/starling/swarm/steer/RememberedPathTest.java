package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RememberedPathTest {
    private static final Instant THEN = Instant.parse("2026-01-01T20:00:00Z");

    private static RememberedPath path(double bitsPerSecond, double spread, Instant at) {
        Bandwidth bandwidth = new Bandwidth(bitsPerSecond / 3, bitsPerSecond, spread, Bandwidth.Knowledge.MEASURED);
        return new RememberedPath(bandwidth, Optional.of(Duration.ofMillis(30)), at);
    }

    @Test
    void theOlderTheLessSure() {
        RememberedPath path = path(8e6, 0.4, THEN);
        assertThat(path.bandwidth(THEN).spreadDoublings()).isEqualTo(0.4);
        assertThat(path.bandwidth(THEN.plusSeconds(3_600)).spreadDoublings()).isCloseTo(0.447, within(0.001));
        double prior = PolicySettings.DEFAULT.path().priorSpreadDoublings();
        assertThat(path.bandwidth(THEN.plus(RememberedPath.MAX_AGE)).spreadDoublings())
                .isCloseTo(prior, within(0.1));
        assertThat(path.isUsable(THEN.plus(RememberedPath.MAX_AGE))).isTrue();
        assertThat(path.isUsable(THEN.plus(RememberedPath.MAX_AGE).plusMillis(1)))
                .isFalse();
        // A clock that was set back makes nothing younger than new.
        assertThat(path.bandwidth(THEN.minusSeconds(99)).spreadDoublings()).isEqualTo(0.4);
    }

    @Test
    void theLongHorizonIsWhatLasts() {
        assertThat(path(8e6, 0.4, THEN).bandwidth(THEN).shortBitsPerSecond()).isEqualTo(8e6);
    }

    @Test
    void sessionsThatAgreeMakeItSurerAndOthersDoNot() {
        RememberedPath alike = path(8e6, 0.5, THEN).with(path(8e6, 0.5, THEN));
        assertThat(alike.bandwidth().longBitsPerSecond()).isCloseTo(8e6, within(1.0));
        assertThat(alike.bandwidth().spreadDoublings()).isLessThan(0.5);
        RememberedPath apart = path(2e6, 0.5, THEN).with(path(32e6, 0.5, THEN));
        assertThat(apart.bandwidth().longBitsPerSecond()).isCloseTo(8e6, within(1.0));
        assertThat(apart.bandwidth().spreadDoublings()).isGreaterThan(2);
    }

    @Test
    void whatIsOldCountsLittle() {
        RememberedPath path = path(2e6, 0.35, THEN).with(path(8e6, 0.35, THEN.plus(Duration.ofHours(23))));
        assertThat(path.bandwidth().longBitsPerSecond()).isBetween(6e6, 8e6);
        RememberedPath forgotten = path(2e6, 0.35, THEN).with(path(8e6, 0.35, THEN.plus(Duration.ofHours(25))));
        assertThat(forgotten.bandwidth().longBitsPerSecond()).isEqualTo(8e6);
    }

    @Test
    void aNewSessionStartsFromItUntilItHasMeasured() {
        ClientMonitor monitor = new ClientMonitor();
        assertThat(monitor.network(THEN).bandwidth()).isEmpty();
        monitor.remember(path(8e6, 0.4, THEN));
        assertThat(monitor.network(THEN).bitsPerSecond()).hasValue(8e6);
        assertThat(monitor.network(THEN).roundTrip()).contains(Duration.ofMillis(30));
        assertThat(monitor.toRemember(THEN)).isEmpty();
        PathMonitor.Transfer transfer = monitor.path().transfer("connection", Optional.empty());
        transfer.sent(250_000, Duration.ofSeconds(2), Optional.empty());
        transfer.end();
        assertThat(monitor.network(THEN).bitsPerSecond().orElseThrow()).isCloseTo(1e6, within(1e3));
        assertThat(monitor.toRemember(THEN).orElseThrow().bandwidth().longBitsPerSecond())
                .isBetween(1e6, 8e6);
    }
}
