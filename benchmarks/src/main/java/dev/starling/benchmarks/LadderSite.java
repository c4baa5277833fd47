package dev.starling.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A plain ladder behind nginx: HLS and DASH of the same segments, as FFmpeg writes them. */
final class LadderSite implements AutoCloseable {
    /** The HLS manifest. */
    static final String HLS = "master.m3u8";
    /** The DASH manifest. */
    static final String DASH = "ladder.mpd";

    private final Process nginx;
    private final int port;

    private LadderSite(Process nginx, int port) {
        this.nginx = nginx;
        this.port = port;
    }

    /**
     * Writes manifests and segments, and serves them.
     *
     * @param folder of the site
     */
    static LadderSite serve(Path folder, List<Path> rungs, int port) throws IOException, InterruptedException {
        if (!Files.exists(folder.resolve(DASH))) {
            Files.createDirectories(folder);
            List<String> arguments = new ArrayList<>();
            rungs.forEach(rung -> arguments.addAll(List.of("-i", rung.toString())));
            IntStream.range(0, rungs.size()).forEach(i -> arguments.addAll(List.of("-map", i + ":v:0")));
            arguments.addAll(List.of("-c", "copy", "-f", "dash", "-seg_duration", "" + PlainLadder.GOP_SECONDS));
            // By default every rung gets an adaptation set of its own, and a DASH player stays in one.
            arguments.addAll(List.of("-adaptation_sets", "id=0,streams=v", "-hls_playlist", "1"));
            arguments.add(folder.resolve(DASH).toString());
            FfmpegCommand.run(arguments);
        }
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, configuration(folder.toAbsolutePath(), port));
        Process nginx = new ProcessBuilder(
                        "nginx", "-c", configuration.toAbsolutePath().toString())
                .inheritIO()
                .start();
        return new LadderSite(nginx, port);
    }

    private static String configuration(Path folder, int port) {
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
              server { listen 0.0.0.0:%2$d; root %1$s; }
            }
            """.formatted(folder, port);
    }

    int port() {
        return port;
    }

    /** The rung and GOP of a segment's name: {@code chunk-stream2-00011.m4s} is the GOP 10 of rung 2. */
    record Segment(int rung, int gop) {
        static boolean isOne(String name) {
            return name.matches("chunk-stream\\d+-\\d+\\.m4s");
        }

        static Segment of(String name) {
            String[] numbers = name.replaceAll("\\D+", " ").strip().split(" ", -1);
            return new Segment(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]) - 1);
        }
    }

    @Override
    public void close() {
        nginx.destroy();
    }
}
