package dev.starling.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code starling serve} in a process of its own.
 *
 * @param local the base of its URLs on this machine
 */
record EdgeProcess(Process process, URI local) implements AutoCloseable {
    /** Time for a first build. */
    private static final int START_TRIES = 3000;

    /**
     * Starts an edge and waits until it serves.
     *
     * @param starling the script
     * @param options of {@code starling serve}, besides the port
     * @param log receives its output
     * @throws IOException if it does not serve; the message names the log
     */
    static EdgeProcess start(String starling, Path packages, int port, List<String> options, Path log)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(starling, "serve", packages.toString(), "--port", "" + port));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        EdgeProcess edge = new EdgeProcess(process, URI.create("http://127.0.0.1:" + port));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest titles =
                    HttpRequest.newBuilder(edge.local.resolve("/api/titles")).build();
            for (int i = 0; i < START_TRIES && process.isAlive(); i++) {
                try {
                    if (http.send(titles, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return edge;
                    }
                } catch (IOException e) {
                    Thread.sleep(100);
                }
            }
        }
        edge.close();
        throw new IOException("the edge does not serve, see " + log);
    }

    /** The processor time that it has used. */
    Duration cpu() {
        return cpu(process.toHandle());
    }

    /** The processor time that a process has used. */
    static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException(process + " has ended"));
    }

    /** Stops it, and waits for its end. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}
