package dev.starling.app.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A slow path to the edge: a TCP relay on the loopback address that limits the rate of all its connections together.
 * Bytes that were not passed on yet stay in the edge's own socket, so that the edge sees a slow path, not a deep
 * buffer.
 */
final class SlowPath implements AutoCloseable {
    private static final int PIECE_BYTES = 4 * 1024;
    /** Small, or the kernel would buffer whole clips. */
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    private final ServerSocket listener;
    private final Rate rate;
    private final Optional<Outage> outage;
    private final int edgePort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong passed = new AtomicLong();
    /** When the outage began, in {@link System#nanoTime}; empty before. */
    private final AtomicReference<Optional<Long>> outageBegan = new AtomicReference<>(Optional.empty());
    /** When the path is free again, in {@link System#nanoTime}. */
    private final AtomicLong freeAtNanos = new AtomicLong(System.nanoTime());

    /** The rate of the path. */
    interface Rate {
        /** The rate after {@code passedBytes} have passed, in bits per second. */
        double bitsPerSecond(long passedBytes);
    }

    /**
     * A time in which every connection is cut and none is accepted.
     *
     * @param afterBytes it begins when so many have passed
     * @param edgePortAfterwards the port of the edge after it
     */
    record Outage(long afterBytes, Duration length, int edgePortAfterwards) {}

    SlowPath(int edgePort, Rate rate) throws IOException {
        this(edgePort, rate, Optional.empty());
    }

    SlowPath(int edgePort, Rate rate, Optional<Outage> outage) throws IOException {
        this.edgePort = edgePort;
        this.rate = rate;
        this.outage = outage;
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket player = listener.accept();
                if (isOut()) {
                    player.close();
                    continue;
                }
                Socket edge = new Socket();
                open.add(player);
                open.add(edge);
                edge.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
                edge.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edgePortNow()));
                player.setTcpNoDelay(true);
                edge.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> relay(player, edge, count -> {}));
                Thread.ofVirtual().start(() -> relay(edge, player, this::takeTurn));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private boolean isOut() {
        return outageBegan.get().isPresent()
                && System.nanoTime() - outageBegan.get().orElseThrow()
                        < outage.orElseThrow().length().toNanos();
    }

    private int edgePortNow() {
        return outageBegan.get().isPresent() ? outage.orElseThrow().edgePortAfterwards() : edgePort;
    }

    private void beginOutage(long passedBytes) {
        boolean begins = outage.isPresent()
                && passedBytes >= outage.get().afterBytes()
                && outageBegan.compareAndSet(Optional.empty(), Optional.of(System.nanoTime()));
        if (begins) {
            closeAll();
        }
    }

    private void relay(Socket from, Socket to, IntConsumer beforeWrite) {
        byte[] piece = new byte[PIECE_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                beforeWrite.accept(count);
                out.write(piece, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // One side hung up; closing both sockets tells the other.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Waits until the path has carried another {@code count} bytes. */
    private void takeTurn(int count) {
        long before = passed.getAndAdd(count);
        beginOutage(before);
        double bitsPerSecond = rate.bitsPerSecond(before);
        long takes = (long) (count * 8e9 / bitsPerSecond);
        long until = freeAtNanos.updateAndGet(free -> Math.max(free, System.nanoTime()) + takes);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void closeAll() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAll();
    }
}
