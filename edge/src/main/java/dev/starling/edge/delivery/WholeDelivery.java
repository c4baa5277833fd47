package dev.starling.edge.delivery;

import dev.starling.edge.delivery.ClipReport.Ended;
import dev.starling.edge.path.Connection;
import dev.starling.swarm.steer.PathMonitor;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The delivery of a clip that is handed to a connection in one piece. It never waits. For one event loop. */
public final class WholeDelivery {
    /** Clients that are near request the next clip before. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(5);

    private final ByteBuf body;
    private final int bytes;
    private final ClipReport planned;
    private final Path path;
    private final InstantSource clock;
    private final Instant start;
    private final Draining draining;
    private Optional<Duration> handedOverIn = Optional.empty();
    private boolean looked;

    /** What it is sent over. */
    record Path(Connection connection, PathMonitor.Transfer transfer) {}

    WholeDelivery(ByteBuf body, ClipReport planned, Path path, InstantSource clock) {
        this.body = body;
        this.bytes = body.readableBytes();
        this.planned = planned;
        this.path = path;
        this.clock = clock;
        this.start = clock.instant();
        this.draining = new Draining(path.transfer(), start);
    }

    /** The segment, which whoever sends it releases. */
    public ByteBuf body() {
        return body;
    }

    /** The report before anything is sent. */
    public ClipReport planned() {
        return planned;
    }

    /** The report after the connection has taken all of it. */
    public ClipReport sent() {
        handedOverIn = Optional.of(Duration.between(start, clock.instant()));
        return planned.sentAsDecided(ended());
    }

    /** The report after the client has gone. */
    public ClipReport aborted() {
        return planned.aborted(ended());
    }

    private Ended ended() {
        return new Ended(Duration.between(start, clock.instant()).toNanos() / 1e9, 0);
    }

    /** Whether the connection has taken all of it. */
    public boolean isHandedOver() {
        return handedOverIn.isPresent();
    }

    /**
     * When to look at the path, after the connection has taken all of it and after each look; empty if the client has
     * acknowledged the clip, or has gone, or the connection carries the next response.
     */
    public Optional<Duration> nextLook() {
        return looked || draining.hasEnded() ? draining.next(clock.instant()) : Optional.of(FIRST_LOOK);
    }

    /** Measures the path. */
    public void look() {
        if (!draining.hasEnded()) {
            look(path.connection().look());
        }
    }

    /** The same where the connection was just looked at. */
    public void look(Connection.Looked now) {
        if (!draining.hasEnded()) {
            path.transfer().sent(looked ? 0 : bytes, handedOverIn.orElse(Duration.ZERO), now.tcpInfo());
            looked = true;
        }
    }

    /** Measures the path no more: the client has gone, or the connection carries another response from now on. */
    public void end() {
        draining.end();
    }
}
