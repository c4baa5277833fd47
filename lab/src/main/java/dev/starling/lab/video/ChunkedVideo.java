package dev.starling.lab.video;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A video as a policy sees it: bytes and VMAF of each chunk at each rung. Rungs rise in bitrate from 0. */
public final class ChunkedVideo implements Ladder {
    private static final double BITS_PER_BYTE = 8;

    private final double[] seconds;
    private final int rungs;
    private final int chunks;
    private final double[] bytes;
    private final double[] vmaf;
    private final double[] bitsPerSecond;

    /**
     * What one rung has.
     *
     * @param bytes size of each chunk
     * @param vmaf quality of each chunk
     */
    public record Rung(List<Long> bytes, List<Double> vmaf) {
        /** Copies the lists. */
        public Rung {
            bytes = List.copyOf(bytes);
            vmaf = List.copyOf(vmaf);
            if (bytes.isEmpty() || bytes.size() != vmaf.size()) {
                throw new IllegalArgumentException(bytes.size() + " sizes and " + vmaf.size() + " qualities");
            }
        }
    }

    /**
     * A video of equally long chunks, whose rungs have the mean bitrate of their chunks.
     *
     * @param chunkSeconds duration of every chunk
     * @param ladder the rungs, lowest bitrate first
     * @throws IllegalArgumentException if there is no rung, or rungs have different numbers of chunks
     */
    public ChunkedVideo(double chunkSeconds, List<Rung> ladder) {
        this(
                Collections.nCopies(
                        ladder.isEmpty() ? 0 : ladder.getFirst().bytes().size(), chunkSeconds),
                ladder);
    }

    /**
     * A video whose rungs have the mean bitrate of their chunks.
     *
     * @param seconds duration of each chunk
     * @param ladder the rungs, lowest bitrate first
     * @throws IllegalArgumentException if there is no rung, or rungs have different numbers of chunks
     */
    public ChunkedVideo(List<Double> seconds, List<Rung> ladder) {
        this.seconds = seconds.stream().mapToDouble(it -> it).toArray();
        this.chunks = this.seconds.length;
        if (ladder.isEmpty() || Arrays.stream(this.seconds).anyMatch(it -> !(it > 0))) {
            throw new IllegalArgumentException("a video needs a rung, and chunks with a duration");
        }
        this.rungs = ladder.size();
        double whole = Arrays.stream(this.seconds).sum();
        this.bytes = new double[chunks * rungs];
        this.vmaf = new double[chunks * rungs];
        this.bitsPerSecond = new double[rungs];
        for (int rung = 0; rung < rungs; rung++) {
            Rung source = ladder.get(rung);
            if (source.bytes().size() != chunks) {
                throw new IllegalArgumentException(
                        "rung " + rung + " has " + source.bytes().size() + " chunks, not " + chunks);
            }
            double total = 0;
            for (int chunk = 0; chunk < chunks; chunk++) {
                bytes[chunk * rungs + rung] = source.bytes().get(chunk);
                vmaf[chunk * rungs + rung] = source.vmaf().get(chunk);
                total += source.bytes().get(chunk);
            }
            bitsPerSecond[rung] = total * BITS_PER_BYTE / whole;
        }
    }

    private ChunkedVideo(ChunkedVideo source, List<Integer> kilobitsPerSecond) {
        this.seconds = source.seconds;
        this.rungs = source.rungs;
        this.chunks = source.chunks;
        this.bytes = source.bytes;
        this.vmaf = source.vmaf;
        this.bitsPerSecond =
                kilobitsPerSecond.stream().mapToDouble(it -> it * 1e3).toArray();
    }

    /** This video with nominal bitrates in kbit/s, lowest first, as its manifest states them. */
    public ChunkedVideo withNominalRates(List<Integer> kilobitsPerSecond) {
        if (kilobitsPerSecond.size() != rungs) {
            throw new IllegalArgumentException(kilobitsPerSecond.size() + " bitrates for " + rungs + " rungs");
        }
        return new ChunkedVideo(this, kilobitsPerSecond);
    }

    @Override
    public double seconds(int chunk) {
        return seconds[chunk];
    }

    @Override
    public int rungs() {
        return rungs;
    }

    @Override
    public int chunks() {
        return chunks;
    }

    /** Size of a chunk. */
    public double bytes(int chunk, int rung) {
        return bytes[chunk * rungs + rung];
    }

    @Override
    public double bits(int chunk, int rung) {
        return bytes[chunk * rungs + rung] * BITS_PER_BYTE;
    }

    @Override
    public double vmaf(int chunk, int rung) {
        return vmaf[chunk * rungs + rung];
    }

    /** The nominal bitrate of a rung; without nominal rates, its mean. */
    @Override
    public double bitsPerSecond(int rung) {
        return bitsPerSecond[rung];
    }
}
