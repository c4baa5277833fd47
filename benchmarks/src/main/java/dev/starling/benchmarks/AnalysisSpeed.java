package dev.starling.benchmarks;

import dev.starling.media.analysis.ContentAnalysis;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Cost of content analysis compared with decoding, on one thread: the processor time of decoding a video into clips and
 * of analysing those clips in the same pass, in several rounds. The share is that of decoding in both together: at 0.5,
 * analysis costs as much as decoding.
 *
 * <pre>
 *   java … dev.starling.benchmarks.AnalysisSpeed VIDEO [ROUNDS]
 * </pre>
 */
public final class AnalysisSpeed {
    private AnalysisSpeed() {}

    /** Prints a line per round; the first rounds warm up. */
    public static void main(String[] args) {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        for (int round = 0; round < rounds; round++) {
            long decoding = 0;
            long analysing = 0;
            int pictures = 0;
            long before = cpuNanos();
            try (ClipReader clips =
                    new ClipReader(VideoReader.open(Path.of(args[0]), MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT)) {
                for (Optional<SourceClip> next = clips.next(); next.isPresent(); next = clips.next()) {
                    long decoded = cpuNanos();
                    try (SourceClip clip = next.get()) {
                        ContentAnalysis.of(clip);
                        pictures += clip.frames().size();
                    }
                    long analysed = cpuNanos();
                    decoding += decoded - before;
                    analysing += analysed - decoded;
                    before = analysed;
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "decoding %.2f ms a picture, analysis %.2f ms, share %.2f%n",
                    decoding / 1e6 / pictures,
                    analysing / 1e6 / pictures,
                    (double) decoding / (decoding + analysing));
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
