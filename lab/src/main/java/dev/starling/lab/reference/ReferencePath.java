package dev.starling.lab.reference;

import dev.starling.lab.player.Carrier;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.Ladder;

/** The path of the reference player: the trace stands still during the round trip of each request. */
final class ReferencePath implements Carrier {
    private final ReferencePlayer player;
    private final Ladder ladder;
    private final BandwidthTrace.Cursor trace;
    /** The time of the session minus that of the trace. */
    private double ahead;

    ReferencePath(ReferencePlayer player, Ladder ladder, BandwidthTrace trace) {
        this.player = player;
        this.ladder = ladder;
        this.trace = trace.cursor();
    }

    @Override
    public Loading request(int chunk, int rung, double now) {
        double bits = ladder.bits(chunk, rung);
        double before = trace.bitsUntil(now - ahead);
        double end = trace.timeOf(before + bits / player.payloadShare());
        double firstByteAt = now + player.roundTripSeconds();
        double ofBefore = ahead;
        ahead += player.roundTripSeconds();
        double arrivesAt = end + ahead;
        return new Loading() {
            @Override
            public double firstByteAt() {
                return firstByteAt;
            }

            @Override
            public double arrivesAt() {
                return arrivesAt;
            }

            @Override
            public double totalBytes() {
                return bits / 8;
            }

            @Override
            public double loadedBytes(double time) {
                if (time >= arrivesAt) {
                    return bits / 8;
                }
                return time <= firstByteAt ? 0 : (trace.bitsUntil(time - ahead) - before) * player.payloadShare() / 8;
            }

            @Override
            public double abandon(double time) {
                double loaded = loadedBytes(time);
                ahead = ofBefore + Math.min(player.roundTripSeconds(), time - now);
                return loaded;
            }
        };
    }
}
