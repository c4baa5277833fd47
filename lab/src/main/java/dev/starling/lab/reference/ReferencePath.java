package dev.starling.lab.reference;

import dev.starling.lab.player.Carrier;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.Ladder;

/** The path of the reference player: the trace stands still during the round trip of each request. */
final class ReferencePath implements Carrier {
    private static final double BITS_PER_BYTE = 8;

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
        return new Download(ladder.bits(chunk, rung), now);
    }

    private final class Download implements Loading {
        private final double bits;
        private final double requested;
        private final double aheadBefore;
        /** What the trace could carry until the request. */
        private final double bitsBefore;

        private final double arrivesAt;

        Download(double bits, double now) {
            this.bits = bits;
            this.requested = now;
            this.aheadBefore = ahead;
            this.bitsBefore = trace.bitsUntil(now - ahead);
            double end = trace.timeOf(bitsBefore + bits / player.payloadShare());
            ahead += player.roundTripSeconds();
            this.arrivesAt = end + ahead;
        }

        @Override
        public double firstByteAt() {
            return requested + player.roundTripSeconds();
        }

        @Override
        public double arrivesAt() {
            return arrivesAt;
        }

        @Override
        public double totalBytes() {
            return bits / BITS_PER_BYTE;
        }

        @Override
        public double loadedBytes(double time) {
            if (time >= arrivesAt) {
                return totalBytes();
            }
            return time <= firstByteAt()
                    ? 0
                    : (trace.bitsUntil(time - ahead) - bitsBefore) * player.payloadShare() / BITS_PER_BYTE;
        }

        @Override
        public double abandon(double time) {
            double loaded = loadedBytes(time);
            ahead = aheadBefore + Math.min(player.roundTripSeconds(), time - requested);
            return loaded;
        }
    }
}
