package dev.starling.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An edge in a process of its own, which can be killed. It ends with its standard input, and so with the test. */
final class EdgeProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final int port;

    private EdgeProcess(Process process) throws IOException {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.US_ASCII);
        this.port = Integer.parseInt(Objects.requireNonNull(out.readLine(), "the port"));
    }

    /**
     * Starts an edge.
     *
     * @param port 0 picks a free port
     * @param options further ones for its virtual machine
     */
    static EdgeProcess start(Path folder, int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                EdgeProcess.class.getName(),
                folder.toString(),
                Integer.toString(port)));
        return new EdgeProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    int port() {
        return port;
    }

    /** What the process holds now. */
    Held held() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return Held.ofLine(Objects.requireNonNull(out.readLine(), "the process has ended"));
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
                System.out.println(Held.now().line());
            }
        }
    }
}
