package dev.starling.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** An HTTP/1 client that sends exactly the bytes it is told to. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    /**
     * A response.
     *
     * @param head the status line and the headers, in lower case
     * @param body without chunked coding
     */
    record Answer(String head, String body) {
        int status() {
            return Integer.parseInt(head.split(" ", 3)[1]);
        }

        Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }

    RawClient(int port) throws IOException {
        this(port, new Socket());
    }

    private RawClient(int port, Socket socket) throws IOException {
        this.socket = socket;
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A client at another address of this machine. */
    static RawClient from(String address, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        return new RawClient(port, socket);
    }

    /** A client for which the kernel keeps few bytes, so that the server notices when it does not read. */
    static RawClient slow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        return new RawClient(port, socket);
    }

    static Answer get(int port, String target) throws IOException {
        return once(port, "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    /** Sends a request on a connection of its own. */
    static Answer once(int port, String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(request);
            return client.read(!request.startsWith("HEAD "));
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads the next response; informational responses are skipped. */
    Answer read(boolean withBody) throws IOException {
        Answer head = readHead();
        return new Answer(head.head(), withBody ? readBody(head) : "");
    }

    Answer readHead() throws IOException {
        Answer head = new Answer(head(), "");
        return head.status() < 200 ? readHead() : head;
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        return head.toString().toLowerCase(Locale.ROOT);
    }

    String readBody(Answer head) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return "";
        }
        Optional<String> length = head.header("content-length");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (length.isPresent()) {
            body.write(in.readNBytes(Integer.parseInt(length.get())));
        } else if (head.header("transfer-encoding").isPresent()) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.write(in.readNBytes(size));
                line();
            }
            line();
        } else {
            in.transferTo(body);
        }
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    /** Everything until the server closes the connection. */
    String drain() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Whether the server closes the connection and sends nothing more. */
    boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("after: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Closes the connection before the end of the test. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        hangUp();
    }
}
