package dev.starling.lab.reference;

import dev.starling.lab.video.ChunkedVideo;
import java.util.ArrayList;
import java.util.List;

/**
 * What is sent of a chunk: one rung, or several of which each is lower than the one before. Its bits and its VMAF are
 * the means over its spans; each splice costs {@link #SPLICE_VMAF}.
 *
 * @param spans in order; the first one starts at 0
 */
public record ChunkPlan(List<Span> spans) {
    /**
     * What a splice costs in VMAF of the whole chunk. A tail needs 1 to 2 % more bits than an encode of its own at
     * equal VMAF; this is what 2 % more bits are worth between rungs a factor of two and 18 points of VMAF apart.
     */
    public static final double SPLICE_VMAF = 0.5;

    /**
     * A part of a chunk.
     *
     * @param rung its rung
     * @param from where it starts, as a share of the chunk, 0–1
     */
    public record Span(int rung, double from) {}

    public ChunkPlan {
        spans = List.copyOf(spans);
    }

    /** A chunk of one rung. */
    static ChunkPlan whole(int rung) {
        return new ChunkPlan(List.of(new Span(rung, 0)));
    }

    /** This plan until a share of the chunk, and a lower rung from there on. */
    ChunkPlan down(int rung, double from) {
        List<Span> more = new ArrayList<>(spans);
        more.add(new Span(rung, from));
        return new ChunkPlan(more);
    }

    /** The rung at the chunk's start. */
    public int firstRung() {
        return spans.getFirst().rung();
    }

    /** The rung at the chunk's end. */
    public int lastRung() {
        return spans.getLast().rung();
    }

    private double share(int span) {
        double until = span + 1 < spans.size() ? spans.get(span + 1).from() : 1;
        return until - spans.get(span).from();
    }

    /** Its size. */
    double bits(ChunkedVideo video, int chunk) {
        double bits = 0;
        for (int i = 0; i < spans.size(); i++) {
            bits += share(i) * video.bits(chunk, spans.get(i).rung());
        }
        return bits;
    }

    /** Its VMAF, less the price of its splices. */
    double vmaf(ChunkedVideo video, int chunk) {
        double vmaf = -SPLICE_VMAF * (spans.size() - 1);
        for (int i = 0; i < spans.size(); i++) {
            vmaf += share(i) * video.vmaf(chunk, spans.get(i).rung());
        }
        return vmaf;
    }

    /** The mean of its nominal bitrates. */
    double bitsPerSecond(ChunkedVideo video) {
        double bitsPerSecond = 0;
        for (int i = 0; i < spans.size(); i++) {
            bitsPerSecond += share(i) * video.bitsPerSecond(spans.get(i).rung());
        }
        return bitsPerSecond;
    }

    /** The share of the chunk that its first bits hold. */
    double shareOf(double bits, ChunkedVideo video, int chunk) {
        double before = 0;
        for (int i = 0; i < spans.size(); i++) {
            double own = video.bits(chunk, spans.get(i).rung());
            if (before + share(i) * own >= bits) {
                return spans.get(i).from() + (bits - before) / own;
            }
            before += share(i) * own;
        }
        return 1;
    }
}
