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
    private final ByteBuf body;
    private final int bytes;
    private final ClipReport planned;
    private final Path path;
    private final InstantSource clock;
    private final Instant start;
    private final Draining draining;

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
        path.transfer()
                .sent(
                        bytes,
                        Duration.between(start, clock.instant()),
                        path.connection().tcpInfo());
        return planned.sentAsDecided(ended());
    }

    /** The report after the client has gone. */
    public ClipReport aborted() {
        return planned.aborted(ended());
    }

    private Ended ended() {
        return new Ended(Duration.between(start, clock.instant()).toNanos() / 1e9, 0);
    }

    /**
     * When to look at the path, after the connection has taken all of it and after each look; empty if the client has
     * acknowledged the clip, or has gone, or the connection carries the next response.
     */
    public Optional<Duration> nextLook() {
        return draining.next(clock.instant());
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
            now.tcpInfo().ifPresent(path.transfer()::look);
        }
    }

    /** Measures the path no more: the client has gone, or the connection carries another response from now on. */
    public void end() {
        draining.end();
    }
}
