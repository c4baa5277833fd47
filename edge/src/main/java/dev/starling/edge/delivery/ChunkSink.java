package dev.starling.edge.delivery;

import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** The receiver of a clip's chunks. */
public interface ChunkSink {
    /**
     * Writes a chunk and waits until the connection has taken it, so that the next decision uses fresh measurements.
     *
     * @param chunk the sink releases it
     * @throws ClosedException if the client has gone
     */
    void write(ByteBuf chunk) throws ClosedException;

    /** Ends the response; nothing is written after it. */
    void end();

    /**
     * Waits before the next look at the connection.
     *
     * @throws ClosedException if the client has gone
     */
    void pause(Duration time) throws ClosedException;

    /** The client closed the connection or cancelled the request. */
    final class ClosedException extends Exception {
        private static final long serialVersionUID = 1;

        public ClosedException(Throwable cause) {
            super("the client has gone", cause);
        }
    }
}
