package dev.starling.edge.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.client.ClientAddress;
import dev.starling.edge.session.SessionId;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
    private static final SessionId SESSION = new SessionId("0000000000000000000001");
    private static final Optional<ClientAddress> ADDRESS =
            Optional.of(ClientAddress.of(InetAddress.ofLiteral("192.0.2.1")));

    private Instant now = Instant.parse("2026-06-01T23:59:59Z");

    @Test
    void anAddressHasAnotherNameEachDayAndASessionKeepsItsOwn() {
        Pseudonyms names = new Pseudonyms(() -> now, new SplittableRandom(1));
        Viewer today = names.of(SESSION, ADDRESS);
        assertThat(names.of(SESSION, ADDRESS)).isEqualTo(today);
        now = now.plus(Duration.ofSeconds(1));
        Viewer tomorrow = names.of(SESSION, ADDRESS);
        assertThat(tomorrow.address()).isNotEqualTo(today.address());
        assertThat(tomorrow.session()).isEqualTo(today.session());
    }

    @Test
    void anotherRunOfTheEdgeGivesOtherNames() {
        Viewer one = new Pseudonyms(() -> now, new SplittableRandom(1)).of(SESSION, ADDRESS);
        Viewer other = new Pseudonyms(() -> now, new SplittableRandom(2)).of(SESSION, ADDRESS);
        assertThat(one.address()).isNotEqualTo(other.address());
        assertThat(one.session()).isNotEqualTo(other.session());
    }

    @Test
    void anUnknownAddressHasNoName() {
        assertThat(new Pseudonyms(() -> now, new SplittableRandom(1))
                        .of(SESSION, Optional.empty())
                        .address())
                .isEmpty();
    }
}
