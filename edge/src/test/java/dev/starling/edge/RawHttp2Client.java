package dev.starling.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An HTTP/2 client that sends exactly the frames it is told to (RFC 9113), and never widens a window. */
final class RawHttp2Client implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;

    private static final int WINDOW_UPDATE = 8;

    static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    /** Where the flags are in a frame. */
    private static final int FLAGS = 4;

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final Socket socket;
    private final DataInputStream in;

    /** A frame from the server. */
    record Frame(int type, int flags, int stream, ByteBuffer payload) {
        boolean endsStream() {
            return type == RST_STREAM || ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0);
        }
    }

    /** @param windowBytes how much the server may send on each stream */
    RawHttp2Client(int port, int windowBytes) throws IOException {
        this(port, start(windowBytes));
    }

    /** @param start what is sent first */
    RawHttp2Client(int port, byte[] start) throws IOException {
        this(port, new Socket(), start);
    }

    /** A client at another address of this machine. */
    static RawHttp2Client from(String address, int port, int windowBytes) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        return new RawHttp2Client(port, socket, start(windowBytes));
    }

    /** A client for which the kernel keeps few bytes, so that the server notices when it does not read. */
    static RawHttp2Client slow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        return new RawHttp2Client(port, socket, start(0));
    }

    private RawHttp2Client(int port, Socket socket, byte[] start) throws IOException {
        this.socket = socket;
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        send(start);
    }

    /** The start of a connection, and a request whose header block does not end. */
    static byte[] withoutEndOfHeaders(int stream, String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(start(0));
        byte[] headers = headers(stream, "GET", path, END_STREAM);
        headers[FLAGS] &= ~END_HEADERS;
        bytes.writeBytes(headers);
        return bytes.toByteArray();
    }

    private static byte[] start(int windowBytes) {
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        start.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
        start.writeBytes(frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6)
                        .putShort((short) INITIAL_WINDOW_SIZE)
                        .putInt(windowBytes)
                        .array()));
        return start.toByteArray();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The frame that starts a request; its header block uses no Huffman code (RFC 7541). */
    static byte[] headers(int stream, String method, String path, int flags) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x86); // :scheme http
        literal(block, 1, "x"); // :authority
        literal(block, 2, method); // :method
        literal(block, 4, path); // :path
        return frame(HEADERS, END_HEADERS | flags, stream, block.toByteArray());
    }

    /** A frame that starts a request with these fields, or trailers: names and values in turn. */
    static byte[] fields(int stream, int flags, String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0); // literal with a new name (RFC 7541, 6.2.2)
            block.write(namesAndValues[i].length());
            block.writeBytes(namesAndValues[i].getBytes(StandardCharsets.US_ASCII));
            block.write(namesAndValues[i + 1].length());
            block.writeBytes(namesAndValues[i + 1].getBytes(StandardCharsets.US_ASCII));
        }
        return frame(HEADERS, END_HEADERS | flags, stream, block.toByteArray());
    }

    private static void literal(ByteArrayOutputStream block, int nameIndex, String value) {
        block.write(nameIndex);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    /** A frame with some of a request's body. */
    static byte[] data(int stream, int flags, String text) {
        return frame(DATA, flags, stream, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The frame that widens the window of a stream. */
    static byte[] widened(int stream) {
        return frame(WINDOW_UPDATE, 0, stream, new byte[] {0, 0, 1, 0});
    }

    /** The frame that cancels a request. */
    static byte[] reset(int stream) {
        return frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    /** Frames that the server must answer, and that are no requests. */
    static byte[] pings(int count) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            frames.writeBytes(frame(PING, 0, 0, new byte[8]));
        }
        return frames.toByteArray();
    }

    void send(byte[] frames) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(frames);
        out.flush();
    }

    /** Starts a request without a body. */
    void request(int stream, String path) throws IOException {
        send(headers(stream, "GET", path, END_STREAM));
    }

    /** The next frame; settings are acknowledged and skipped, and so are wider windows for bodies. */
    Frame read() throws IOException {
        int length = (in.readUnsignedByte() << 16) + in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        Frame frame = new Frame(type, flags, stream, ByteBuffer.wrap(in.readNBytes(length)));
        if (type == SETTINGS) {
            if ((flags & ACK) == 0) {
                send(frame(SETTINGS, ACK, 0, new byte[0]));
            }
            return read();
        }
        return type == WINDOW_UPDATE ? read() : frame;
    }

    /** Reads frames until a number of streams were reset. */
    void readResets(int streams) throws IOException {
        for (int resets = 0; resets < streams; ) {
            resets += read().type() == RST_STREAM ? 1 : 0;
        }
    }

    /** Reads frames until the server closes the connection. */
    void readToEnd() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException | SocketException closed) {
            // As expected.
        }
    }

    /** Reads frames until a stream has ended, and returns its content. */
    String readText(int stream) throws IOException {
        StringBuilder text = new StringBuilder();
        Frame frame;
        do {
            frame = read();
            if (frame.stream() == stream && frame.type() == DATA) {
                text.append(StandardCharsets.UTF_8.decode(frame.payload()));
            }
        } while (frame.stream() != stream || !frame.endsStream());
        return text.toString();
    }

    /** Reads frames until the server refuses further streams. */
    void readGoAway() throws IOException {
        while (read().type() != GOAWAY) {
            // Other frames do not matter.
        }
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
