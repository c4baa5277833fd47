package dev.starling.lab.reference;

import dev.starling.lab.player.PlayerSession.Abandoned;
import dev.starling.lab.player.PlayerSession.Played;
import dev.starling.lab.policy.AbrState;
import dev.starling.lab.policy.DownMoves;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** One session of a {@link ReferencePlayer}: what was downloaded so far, and what it was worth. */
public final class Playback implements AbrState {
    private final ReferencePlayer player;
    private final ChunkedVideo video;
    private final Delivery delivery;
    private final BandwidthTrace trace;
    private final List<ChunkPlan> plans = new ArrayList<>();
    private final List<Qoe.Shown> shown = new ArrayList<>();
    private final double[] downloads;
    private final double[] stalls;
    private final double[] requests;
    private final double[] buffers;
    private final OptionalDouble[] estimates;
    private final List<List<Abandoned>> abandoned = new ArrayList<>();
    private int next;

    Playback(ReferencePlayer player, ChunkedVideo video, BandwidthTrace trace) {
        this.player = player;
        this.video = video;
        this.delivery = new Delivery(player, video, trace);
        this.trace = trace;
        this.downloads = new double[video.chunks()];
        this.stalls = new double[video.chunks()];
        this.requests = new double[video.chunks()];
        this.buffers = new double[video.chunks()];
        this.estimates = new OptionalDouble[video.chunks()];
    }

    /** Downloads the next chunk; it may go down in flight unless it is the first. */
    void download(int rung, DownMoves moves) {
        if (rung < 0 || rung >= video.rungs()) {
            throw new IllegalArgumentException("rung " + rung + " of " + video.rungs());
        }
        double from = delivery.pathSeconds();
        double buffered = delivery.bufferSeconds();
        ChunkPlan plan =
                next == 0 ? ChunkPlan.whole(rung) : new Transmission(player, this, rung, trace, from).run(this, moves);
        // The trace stands still during round trips.
        double request = from + next * player.roundTripSeconds();
        delivery.deliver(next, from, delivery.capacityUntil(from), buffered, plan.bits(video, next));
        add(
                plan,
                new Played(
                        plan.lastRung(),
                        OptionalDouble.empty(),
                        request,
                        request + delivery.downloadSeconds(),
                        buffered,
                        delivery.stallSeconds(),
                        List.of()));
    }

    /** Adds a chunk of one rung that was downloaded. */
    void add(Played chunk) {
        add(ChunkPlan.whole(chunk.rung()), chunk);
    }

    private void add(ChunkPlan plan, Played chunk) {
        plans.add(plan);
        shown.add(new Qoe.Shown(plan.vmaf(video, next), plan.bitsPerSecond(video)));
        downloads[next] = chunk.arrived() - chunk.requested();
        stalls[next] = chunk.stall();
        requests[next] = chunk.requested();
        buffers[next] = chunk.buffered();
        estimates[next] = chunk.estimate();
        abandoned.add(chunk.abandoned());
        next++;
    }

    /** What was sent of a chunk. */
    public ChunkPlan plan(int chunk) {
        return plans.get(chunk);
    }

    /** When a downloaded chunk was requested, in seconds of the session. */
    public double requestSeconds(int chunk) {
        return requests[chunk];
    }

    /** The media in the buffer when a downloaded chunk was requested. */
    public double bufferSeconds(int chunk) {
        return buffers[chunk];
    }

    /** The requests for a chunk that the player gave up. */
    public List<Abandoned> abandoned(int chunk) {
        return abandoned.get(chunk);
    }

    /** The bandwidth that the player had estimated when it requested a chunk, if it tells. */
    public OptionalDouble estimate(int chunk) {
        return estimates[chunk];
    }

    @Override
    public ChunkedVideo video() {
        return video;
    }

    @Override
    public int nextChunk() {
        return next;
    }

    @Override
    public double bufferSeconds() {
        return delivery.bufferSeconds();
    }

    @Override
    public double bufferCapSeconds() {
        return player.bufferCapSeconds();
    }

    @Override
    public int rung(int chunk) {
        return plans.get(chunk).lastRung();
    }

    @Override
    public double bits(int chunk) {
        return plans.get(chunk).bits(video, chunk);
    }

    @Override
    public double vmaf(int chunk) {
        return shown.get(chunk).vmaf();
    }

    @Override
    public double downloadSeconds(int chunk) {
        return downloads[chunk];
    }

    /** For how long playback stood still before a chunk; before chunk 0, the start-up. */
    public double stallSeconds(int chunk) {
        return stalls[chunk];
    }

    /** The time of the trace at the next request. */
    public double pathSeconds() {
        return delivery.pathSeconds();
    }

    /** Mean quality of experience over all chunks but the first. */
    public double meanQoe(Qoe qoe) {
        double sum = 0;
        for (int chunk = 1; chunk < next; chunk++) {
            sum += qoe(qoe, chunk);
        }
        return sum / (next - 1);
    }

    /** The quality of experience of a chunk, which is not the first. */
    public double qoe(Qoe qoe, int chunk) {
        return qoe.withoutStall(shown.get(chunk), shown.get(chunk - 1)) - qoe.perStalledSecond() * stalls[chunk];
    }

    /** Stalled time without the start-up. */
    public double stallSeconds() {
        double sum = 0;
        for (int chunk = 1; chunk < next; chunk++) {
            sum += stalls[chunk];
        }
        return sum;
    }

    /** Stalled time over stalled and played time, without the start-up. */
    public double stallRatio() {
        double stalled = stallSeconds();
        double played = 0;
        for (int chunk = 0; chunk < next; chunk++) {
            played += video.seconds(chunk);
        }
        return stalled / (stalled + played);
    }

    /** Mean VMAF over all chunks but the first. */
    public double meanVmaf() {
        double sum = 0;
        for (int chunk = 1; chunk < next; chunk++) {
            sum += shown.get(chunk).vmaf();
        }
        return sum / (next - 1);
    }

    /** How often the rung changed from one chunk to the next. */
    public int switches() {
        int count = 0;
        for (int chunk = 1; chunk < next; chunk++) {
            count += plans.get(chunk).firstRung() == plans.get(chunk - 1).lastRung() ? 0 : 1;
        }
        return count;
    }

    /** How often a chunk went down in flight. */
    public int downMoves() {
        int count = 0;
        for (ChunkPlan plan : plans) {
            count += plan.spans().size() - 1;
        }
        return count;
    }
}
