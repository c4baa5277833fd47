package dev.starling.edge.limits;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Pauses reading from a connection while there is a reason for it. What the client sends meanwhile stays in the kernel,
 * whose window then stops the client. For the event loop of the connection only.
 */
public final class ReadGate {
    private final Channel channel;
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    private Runnable onOpen = () -> {};

    /** Why nothing is read. */
    public enum Reason {
        /** Too many requests have no complete response. */
        REQUESTS_IN_FLIGHT,
        /** Requests of the connection, or of its address, come too fast. */
        RATE,
        /** Other connections come first. */
        YIELDED,
        /** A request was refused. */
        REFUSED,
        /** The client does not take the answers to what it sends. */
        UNTAKEN
    }

    ReadGate(Channel channel) {
        this.channel = channel;
    }

    /** Sets what happens when reading continues. */
    public void onOpen(Runnable action) {
        onOpen = action;
    }

    /** Whether reading continues. */
    public boolean isOpen() {
        return reasons.isEmpty();
    }

    /** Pauses reading until {@link #open(Reason)}. */
    public void close(Reason reason) {
        reasons.add(reason);
        channel.config().setAutoRead(false);
    }

    /** Pauses reading for a time. Returns whether it was not paused for this reason before; else nothing changes. */
    boolean closeFor(Reason reason, Duration time) {
        if (reasons.contains(reason)) {
            return false;
        }
        close(reason);
        var _ = channel.eventLoop().schedule(() -> open(reason), time.toNanos(), TimeUnit.NANOSECONDS);
        return true;
    }

    /** Continues to read, unless there is another reason against it. */
    public void open(Reason reason) {
        if (reasons.remove(reason) && isOpen()) {
            onOpen.run();
            if (isOpen()) {
                channel.config().setAutoRead(true);
            }
        }
    }
}
