package dev.starling.edge.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.client.ClientAddress;
import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.RememberedPath;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathMemoryTest {
    private Instant now = Instant.EPOCH;
    private final PathMemory memory = new PathMemory(() -> now);

    private static ClientAddress address(int number) throws UnknownHostException {
        return ClientAddress.of(InetAddress.getByAddress(
                ByteBuffer.allocate(4).putInt(0x0A000000 + number).array()));
    }

    private RememberedPath path() {
        return new RememberedPath(new Bandwidth(1e6, 1e6, 0.5, Bandwidth.Knowledge.MEASURED), Optional.empty(), now);
    }

    @Test
    void theNumberOfAddressesIsBoundedAndTheLeastRecentlyUsedGoesFirst() throws UnknownHostException {
        for (int i = 0; i < PathMemory.MAX_ADDRESSES; i++) {
            memory.remember(address(i), path());
        }
        assertThat(memory.recall(address(0))).isPresent();
        memory.remember(address(PathMemory.MAX_ADDRESSES), path());
        assertThat(memory.size()).isEqualTo(PathMemory.MAX_ADDRESSES);
        assertThat(memory.recall(address(1))).isEmpty();
        assertThat(memory.recall(address(0))).isPresent();
    }

    @Test
    void whatIsTooOldIsForgotten() throws UnknownHostException {
        memory.remember(address(1), path());
        now = now.plus(RememberedPath.MAX_AGE).plusSeconds(1);
        assertThat(memory.recall(address(1))).isEmpty();
        assertThat(memory.size()).isZero();
    }
}
