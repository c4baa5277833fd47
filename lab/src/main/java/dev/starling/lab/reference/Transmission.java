package dev.starling.lab.reference;

import dev.starling.lab.policy.AbrState;
import dev.starling.lab.policy.DownMoves;
import dev.starling.lab.policy.LoadingChunk;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;

/**
 * A chunk while the reference player's path carries it. What arrives within a round trip after a decision is on its
 * way: a lower rung follows behind it, at the next picture.
 */
final class Transmission implements LoadingChunk {
    /** The time of the path between two decisions. */
    private static final double CHECK_SECONDS = 0.25;
    /** Shares of a chunk at which a lower rung may follow: 4 s at 25 Hz. */
    private static final double PICTURES = 100;

    private static final double RECENT_SECONDS = 1;

    private final ReferencePlayer player;
    private final ChunkedVideo video;
    private final int chunk;
    private final BandwidthTrace.Cursor trace;
    private final double from;
    private final double capacityBefore;

    private ChunkPlan plan;
    private double bits;
    private double now;
    /** Where a lower rung would follow: its share of the chunk, and the bits before it. */
    private double splice;

    private double bitsBeforeSplice;
    private double vmafBeforeSplice;

    /**
     * @param state before the chunk
     * @param from the time of the trace at the request
     */
    Transmission(ReferencePlayer player, AbrState state, int rung, BandwidthTrace trace, double from) {
        this.player = player;
        this.video = state.video();
        this.chunk = state.nextChunk();
        this.trace = trace.cursor();
        this.from = from;
        this.now = from;
        this.capacityBefore = this.trace.bitsUntil(from);
        this.plan = ChunkPlan.whole(rung);
        this.bits = plan.bits(video, chunk);
    }

    /** Carries the chunk to its end. */
    ChunkPlan run(AbrState state, DownMoves moves) {
        double end = end();
        for (int check = 1; from + check * CHECK_SECONDS < end && rung() > 0; check++) {
            now = from + check * CHECK_SECONDS;
            if (!findSplice()) {
                break;
            }
            int rung = moves.rung(state, this);
            if (rung < 0 || rung > rung()) {
                throw new IllegalArgumentException("rung " + rung + " is not below " + rung());
            }
            if (rung < rung()) {
                plan = plan.down(rung, splice);
                bits = plan.bits(video, chunk);
                end = end();
            }
        }
        return plan;
    }

    private double end() {
        return trace.timeOf(capacityBefore + bits / player.payloadShare());
    }

    private boolean findSplice() {
        double share = plan.shareOf(arrivedBits(now + player.roundTripSeconds()), video, chunk);
        splice = Math.max(
                Math.ceil(share * PICTURES) / PICTURES, plan.spans().getLast().from());
        if (splice >= 1) {
            return false;
        }
        bitsBeforeSplice = bits - (1 - splice) * video.bits(chunk, rung());
        vmafBeforeSplice = plan.vmaf(video, chunk) - (1 - splice) * video.vmaf(chunk, rung());
        return true;
    }

    private double arrivedBits(double time) {
        return Math.min(bits, (trace.bitsUntil(time) - capacityBefore) * player.payloadShare());
    }

    @Override
    public int rung() {
        return plan.lastRung();
    }

    @Override
    public double seconds() {
        return now - from + player.roundTripSeconds();
    }

    @Override
    public double arrivedBits() {
        return arrivedBits(now);
    }

    @Override
    public double recentBitsPerSecond() {
        double since = Math.max(from, now - RECENT_SECONDS);
        return (arrivedBits(now) - arrivedBits(since)) / (now - since);
    }

    @Override
    public double restBits(int rung) {
        return bitsBeforeSplice + (1 - splice) * video.bits(chunk, rung) - arrivedBits(now);
    }

    @Override
    public double vmaf(int rung) {
        double price = rung == rung() ? 0 : ChunkPlan.SPLICE_VMAF;
        return vmafBeforeSplice + (1 - splice) * video.vmaf(chunk, rung) - price;
    }
}
