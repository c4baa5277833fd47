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
import java.util.OptionalInt;

/** A viewer's HTTP/1.1 connection to an edge. */
final class ViewerConnection implements AutoCloseable {
    private static final int MAX_WAIT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final String fields;
    private long loadedBytes;

    /** How long a response took, from the request on. */
    record Times(double firstByteMillis, double wholeMillis) {}

    ViewerConnection(int port) throws IOException {
        this(port, MAX_WAIT_MILLIS, "", Path.FREE);
    }

    /** What lies between an edge and a viewer. */
    interface Path {
        /** A path that is always faster than its reader. */
        Path FREE = new Path() {
            @Override
            public InputStream over(InputStream edge) {
                return edge;
            }

            @Override
            public OptionalInt receiveBufferBytes() {
                return OptionalInt.empty();
            }
        };

        /** What the edge sends, as it comes out of the path. */
        InputStream over(InputStream edge);

        /** The receive buffer; empty for the kernel's own choice. */
        OptionalInt receiveBufferBytes();
    }

    /**
     * A connection over a path of its own.
     *
     * @param maxWaitMillis the longest time without a byte
     * @param fields of each request, each with its end of line
     */
    ViewerConnection(int port, int maxWaitMillis, String fields, Path path) throws IOException {
        this.fields = fields;
        if (path.receiveBufferBytes().isPresent()) {
            socket.setReceiveBufferSize(path.receiveBufferBytes().getAsInt());
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MAX_WAIT_MILLIS);
        socket.setSoTimeout(maxWaitMillis);
        in = new BufferedInputStream(path.over(socket.getInputStream()), 65_536);
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

    /** Posts JSON, and gives the answer. */
    String post(String target, String json) throws IOException {
        request("POST", target, "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n", json);
        return new String(read(), StandardCharsets.UTF_8);
    }

    /** The bytes of all bodies so far. */
    long loadedBytes() {
        return loadedBytes;
    }

    private void send(String target) throws IOException {
        request("GET", target, "", "");
    }

    private void request(String method, String target, String more, String body) throws IOException {
        socket.getOutputStream()
                .write((method + " " + target + " HTTP/1.1\r\nHost: edge\r\n" + fields + more + "\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
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
        if (!status.startsWith("HTTP/1.1 20")) {
            throw new IOException("refused: " + status);
        }
        if (length >= 0) {
            loadedBytes += length;
            return in.readNBytes(length);
        }
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            in.skipNBytes(size);
            loadedBytes += size;
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
