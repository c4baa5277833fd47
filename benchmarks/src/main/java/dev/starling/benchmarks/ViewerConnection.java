package dev.starling.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A viewer's HTTP/1.1 connection to an edge. */
final class ViewerConnection implements AutoCloseable {
    private static final int MAX_WAIT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /** How long a response took, from the request on. */
    record Times(double firstByteMillis, double wholeMillis) {}

    ViewerConnection(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MAX_WAIT_MILLIS);
        socket.setSoTimeout(MAX_WAIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 65_536);
    }

    /** Loads a resource and discards it. */
    Times load(String target) throws IOException {
        long start = System.nanoTime();
        send(target);
        in.mark(1);
        require(in.read());
        in.reset();
        double first = (System.nanoTime() - start) / 1e6;
        read();
        return new Times(first, (System.nanoTime() - start) / 1e6);
    }

    /** Loads a text. */
    String text(String target) throws IOException {
        send(target);
        return new String(read(), StandardCharsets.UTF_8);
    }

    private void send(String target) throws IOException {
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: edge\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The body; empty if it is chunked, as clips are. */
    private byte[] read() throws IOException {
        String status = line();
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String field = line.toLowerCase(Locale.ROOT);
            if (field.startsWith("content-length:")) {
                length = Integer.parseInt(field.substring(15).strip());
            }
        }
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("refused: " + status);
        }
        if (length >= 0) {
            return in.readNBytes(length);
        }
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            in.skipNBytes(size);
            line();
        }
        line();
        return new byte[0];
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = require(in.read()); c != '\n'; c = require(in.read())) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static int require(int read) throws IOException {
        if (read < 0) {
            throw new EOFException("the edge closed the connection");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
