package dev.starling.benchmarks;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Attacks an edge on this machine, from other addresses than {@link HostileNeighbours}' viewers. A process of its own:
 * reads {@link #START} and {@link #STOP} from standard input.
 */
public final class HostileClients {
    /** The line that starts all attacks. */
    static final String START = "start";
    /** The line that ends them. */
    static final String STOP = "stop";

    private static final int PIPELINED = 97_000;
    private static final int STREAMS = 100_000;
    private static final int CANCELLED_STREAMS = 5_000;
    private static final int SLOW_CONNECTIONS = 200;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String TARGET = "/api/titles";
    private static final String HEAD = "GET " + TARGET + " HTTP/1.1\r\nHost: edge\r\n";

    private static final String SLOW_POST = "POST /api/sessions HTTP/1.1\r\nHost: edge\r\nContent-Length: 9999\r\n\r\n";

    private final int port;
    private final Set<String> chosen;

    /** One client; it ends by an exception when the edge closes its connection, or when the attacks stop. */
    private interface Attack {
        void run() throws IOException, InterruptedException;
    }

    private HostileClients(int port, Set<String> chosen) {
        this.port = port;
        this.chosen = chosen;
    }

    /**
     * Attacks while it is told to.
     *
     * @param args the port of the edge, and the names of the attacks to make; without names, all
     */
    public static void main(String[] args) throws IOException {
        HostileClients clients = new HostileClients(
                Integer.parseInt(args[0]), Set.copyOf(Arrays.asList(args).subList(1, args.length)));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); START.equals(order); order = orders.readLine()) {
            try (ExecutorService attacks = Executors.newVirtualThreadPerTaskExecutor()) {
                clients.start(attacks);
                orders.readLine();
                attacks.shutdownNow();
            }
        }
    }

    private void start(ExecutorService attacks) {
        start(attacks, "pipeline", 1, this::pipeline);
        start(attacks, "open-streams", 1, this::openStreams);
        start(attacks, "cancel-streams", 1, this::cancelStreams);
        start(attacks, "abort", 1, this::abortReading);
        start(attacks, "connect", 1, this::connect);
        start(attacks, "slow-head", SLOW_CONNECTIONS, () -> trickle(HEAD + "X: "));
        start(attacks, "slow-body", SLOW_CONNECTIONS, () -> trickle(SLOW_POST));
        start(attacks, "never-read", SLOW_CONNECTIONS, this::neverRead);
    }

    private void start(ExecutorService attacks, String name, int clients, Attack attack) {
        for (int i = 0; i < clients && (chosen.isEmpty() || chosen.contains(name)); i++) {
            repeat(attacks, attack);
        }
    }

    private static void repeat(ExecutorService attacks, Attack attack) {
        attacks.execute(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        attack.run();
                    } catch (IOException closedByTheEdge) {
                        Thread.sleep(SECOND);
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** @param neighbour the last byte of the address that it comes from */
    private Socket socket(int neighbour) throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) neighbour}), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends requests without end, and reads the answers. */
    private void pipeline() throws IOException, InterruptedException {
        try (Socket socket = socket(11)) {
            Thread reader = Thread.ofVirtual().start(() -> drain(socket));
            byte[] hundred = ascii((HEAD + "\r\n").repeat(100));
            for (int i = 0; i < PIPELINED / 100; i++) {
                socket.getOutputStream().write(hundred);
            }
            reader.join();
        }
    }

    private static void drain(Socket socket) {
        try {
            byte[] buffer = new byte[65_536];
            while (socket.getInputStream().read(buffer) >= 0) {
                // Discarded.
            }
        } catch (IOException closed) {
            // The attack is over.
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The preface of HTTP/2, and settings with an initial window of zero (RFC 9113, 3.4 and 6.5.2). */
    private static byte[] preface() {
        ByteArrayOutputStream preface = new ByteArrayOutputStream();
        preface.writeBytes(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        preface.writeBytes(frame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}));
        return preface.toByteArray();
    }

    private static byte[] request(int stream) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        // :method GET, :scheme http, and literal :authority and :path (RFC 7541, appendix A).
        block.writeBytes(new byte[] {(byte) 0x82, (byte) 0x86, 1, 1, 'x', 4, (byte) TARGET.length()});
        block.writeBytes(ascii(TARGET));
        return frame(1, 5, stream, block.toByteArray());
    }

    /** Opens streams without end, for which it never gives a window. */
    private void openStreams() throws IOException, InterruptedException {
        try (Socket socket = socket(12)) {
            Thread reader = Thread.ofVirtual().start(() -> drain(socket));
            socket.getOutputStream().write(preface());
            for (int i = 0; i < STREAMS; i++) {
                socket.getOutputStream().write(request(2 * i + 1));
            }
            reader.join();
        }
    }

    /** Opens streams and cancels them at once. */
    private void cancelStreams() throws IOException, InterruptedException {
        try (Socket socket = socket(13)) {
            Thread reader = Thread.ofVirtual().start(() -> drain(socket));
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.writeBytes(preface());
            for (int i = 0; i < CANCELLED_STREAMS; i++) {
                frames.writeBytes(request(2 * i + 1));
                frames.writeBytes(frame(3, 0, 2 * i + 1, new byte[] {0, 0, 0, 8}));
            }
            socket.getOutputStream().write(frames.toByteArray());
            reader.join();
        }
    }

    /** Requests a page and resets the connection after the first bytes. */
    private void abortReading() throws IOException, InterruptedException {
        try (Socket socket = socket(14)) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(ascii("GET / HTTP/1.1\r\nHost: edge\r\n\r\n"));
            socket.getInputStream().readNBytes(16);
        }
        Thread.sleep(Duration.ofMillis(20));
    }

    /** Connects and closes the connection. */
    private void connect() throws IOException, InterruptedException {
        socket(15).close();
        Thread.sleep(Duration.ofMillis(10));
    }

    /** Sends a request byte by byte. */
    private void trickle(String start) throws IOException, InterruptedException {
        try (Socket socket = socket(16)) {
            socket.getOutputStream().write(ascii(start));
            while (true) {
                Thread.sleep(SECOND);
                socket.getOutputStream().write('x');
            }
        }
    }

    /** Requests pages and reads nothing. */
    private void neverRead() throws IOException, InterruptedException {
        try (Socket socket = socket(17)) {
            socket.setReceiveBufferSize(4_096);
            socket.getOutputStream().write(ascii((HEAD + "\r\n").repeat(1_000)));
            Thread.sleep(Duration.ofMinutes(5));
        }
    }
}
