package dev.starling.edge.delivery;

import io.netty.buffer.ByteBuf;

/** Where the chunks of a clip go. */
public interface ChunkSink {
    /**
     * Hands over a chunk and waits until the connection has taken it, so that the next decision is a fresh one.
     *
     * @param chunk released by the sink
     * @throws ClosedException if the client is gone
     */
    void write(ByteBuf chunk) throws ClosedException;

    /** The client does not want the rest. */
    final class ClosedException extends Exception {
        private static final long serialVersionUID = 1;

        public ClosedException(Throwable cause) {
            super("the client is gone", cause);
        }
    }
}
