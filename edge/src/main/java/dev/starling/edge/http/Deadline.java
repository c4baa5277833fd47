package dev.starling.edge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes a connection unless what has begun to arrive is complete in time. For its event loop only. */
final class Deadline {
    private final Duration time;
    private @Nullable Future<?> closing;

    Deadline(Duration time) {
        this.time = time;
    }

    /** Something has begun to arrive; nothing changes if that is known. */
    void begin(ChannelHandlerContext context) {
        if (closing == null) {
            closing = context.executor()
                    .schedule(
                            () -> {
                                var _ = context.close();
                            },
                            time.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** It is complete, or the connection is over. */
    void end() {
        if (closing != null) {
            closing.cancel(false);
            closing = null;
        }
    }
}
