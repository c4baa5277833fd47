package dev.starling.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;

/** An edge in a process of its own, which can be killed. It ends with its standard input, and so with the test. */
final class EdgeProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private EdgeProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts an edge; port 0 picks a free port. */
    static EdgeProcess start(Path folder, int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EdgeProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        return new EdgeProcess(process, Integer.parseInt(Objects.requireNonNull(out.readLine(), "the port")));
    }

    int port() {
        return port;
    }

    /** Kills it ({@code SIGKILL}). */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs in the process. */
    public static void main(String[] arguments) throws IOException {
        try (EdgeServer edge = EdgeServer.start(
                Path.of(arguments[0]),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])),
                InstantSource.system(),
                new SecureRandom())) {
            System.out.println(edge.port());
            while (System.in.read() >= 0) {
                // It ends with the test.
            }
        }
    }
}
