package dev.starling.benchmarks;

import dev.starling.lab.trace.BandwidthTrace;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/**
 * A path that carries what a trace says: bytes are read no faster. What is not read yet waits in the edge's socket, so
 * that the edge sees a slow path.
 *
 * @param trace its capacity
 * @param start when the trace starts, as {@link System#nanoTime()}
 */
record PacedPath(BandwidthTrace trace, long start) implements ViewerConnection.Path {
    /** Of a path's bits, the rest are headers. */
    private static final double PAYLOAD_SHARE = 0.95;
    /** Two segments: some 40 ms at 600 kbit/s. */
    private static final int PIECE_BYTES = 2896;

    /** Small, or the kernel would take whole clips from the edge at once. */
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    @Override
    public OptionalInt receiveBufferBytes() {
        return OptionalInt.of(RECEIVE_BUFFER_BYTES);
    }

    @Override
    public InputStream over(InputStream edge) {
        return new FilterInputStream(edge) {
            private final BandwidthTrace.Cursor cursor = trace.cursor();
            private double freeAt;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int from, int most) throws IOException {
                int count = in.read(to, from, Math.min(most, PIECE_BYTES));
                if (count > 0) {
                    double begun = Math.max(freeAt, now());
                    freeAt = cursor.timeOf(cursor.bitsUntil(begun) + count * Byte.SIZE / PAYLOAD_SHARE);
                    waitUntil(freeAt);
                }
                return count;
            }
        };
    }

    private double now() {
        return (System.nanoTime() - start) / 1e9;
    }

    private void waitUntil(double seconds) throws InterruptedIOException {
        for (double left = seconds - now(); left > 0; left = seconds - now()) {
            LockSupport.parkNanos((long) (left * 1e9));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the viewer has left");
            }
        }
    }
}
