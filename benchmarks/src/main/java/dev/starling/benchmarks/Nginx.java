package dev.starling.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** nginx with one worker, which serves the files of a folder with {@code sendfile}. */
record Nginx(Process process, int port) implements AutoCloseable {
    private static final int START_TRIES = 100;

    /**
     * Starts it.
     *
     * @param folder the files; its configuration and its logs lie there, too
     * @param address the address to listen on
     */
    static Nginx serve(Path folder, String address, int port) throws IOException {
        Path root = folder.toAbsolutePath();
        Path configuration = root.resolve("nginx.conf");
        Files.writeString(configuration, configuration(root, address + ":" + port));
        return new Nginx(
                new ProcessBuilder("nginx", "-c", configuration.toString())
                        .inheritIO()
                        .start(),
                port);
    }

    private static String configuration(Path folder, String listen) {
        return """
            daemon off;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx.log;
            worker_processes 1;
            events { worker_connections 256; }
            http {
              types { application/vnd.apple.mpegurl m3u8; application/dash+xml mpd; video/mp4 m4s mp4; }
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_requests 1000000000;
              server { listen %2$s; root %1$s; }
            }
            """.formatted(folder, listen);
    }

    /** The process that serves. */
    ProcessHandle worker() throws InterruptedException {
        for (int i = 0; i < START_TRIES; i++) {
            ProcessHandle worker = process.children().findFirst().orElse(null);
            if (worker != null) {
                return worker;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("nginx has no worker");
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
