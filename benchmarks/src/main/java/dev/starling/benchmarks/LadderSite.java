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

    private final Nginx nginx;

    private LadderSite(Nginx nginx) {
        this.nginx = nginx;
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
        return new LadderSite(Nginx.serve(folder, "0.0.0.0", port));
    }

    int port() {
        return nginx.port();
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
        nginx.close();
    }
}
