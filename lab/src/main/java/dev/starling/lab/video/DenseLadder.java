package dev.starling.lab.video;

import dev.starling.swarm.curve.MonotoneCurve;
import dev.starling.swarm.curve.MonotoneCurve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A video with more rungs than its tables, as if more encodes had been made: between two rungs of a chunk bits are a
 * geometric series, and VMAF lies on the chunk's {@link MonotoneCurve} over the logarithm of its bits. Bits and VMAF
 * rise from rung to rung. Rungs of the tables stay as they are, unless a smaller one is as good.
 */
public final class DenseLadder {
    private DenseLadder() {}

    /**
     * A video with more rungs; the lowest and the highest one stay.
     *
     * @param rungs at least as many as the video has
     * @throws IllegalArgumentException if there are fewer, or the video has a chunk in which no rung is better than a
     *     smaller one
     */
    public static ChunkedVideo of(ChunkedVideo video, int rungs) {
        if (video.rungs() < 2 || rungs < video.rungs()) {
            throw new IllegalArgumentException(rungs + " rungs for a video of " + video.rungs());
        }
        List<MonotoneCurve> curves = new ArrayList<>();
        for (int chunk = 0; chunk < video.chunks(); chunk++) {
            List<Point> points = new ArrayList<>();
            for (int rung = 0; rung < video.rungs(); rung++) {
                points.add(new Point(Math.log(video.bits(chunk, rung)), video.vmaf(chunk, rung)));
            }
            curves.add(MonotoneCurve.through(points));
        }
        List<Double> seconds =
                IntStream.range(0, video.chunks()).mapToObj(video::seconds).toList();
        List<ChunkedVideo.Rung> ladder = new ArrayList<>();
        for (int rung = 0; rung < rungs; rung++) {
            double place = (double) rung * (video.rungs() - 1) / (rungs - 1);
            int below = Math.min((int) place, video.rungs() - 2);
            List<Long> bytes = new ArrayList<>();
            List<Double> vmaf = new ArrayList<>();
            for (int chunk = 0; chunk < video.chunks(); chunk++) {
                double low = Math.log(video.bits(chunk, below));
                double high = Math.log(video.bits(chunk, below + 1));
                double bits = low + (place - below) * (high - low);
                bytes.add(Math.max(1, Math.round(Math.exp(bits) / Byte.SIZE)));
                vmaf.add(Math.clamp(curves.get(chunk).valueAt(bits), 0, 100));
            }
            ladder.add(new ChunkedVideo.Rung(bytes, vmaf));
        }
        return new ChunkedVideo(seconds, ladder);
    }
}
