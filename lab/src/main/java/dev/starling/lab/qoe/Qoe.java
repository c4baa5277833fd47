package dev.starling.lab.qoe;

import dev.starling.lab.video.ChunkedVideo;

/** The quality of experience of one chunk. A session's is the mean over all chunks but the first, which is start-up. */
public enum Qoe {
    /**
     * Comyco's QoE_v (Huang et al., ACM Multimedia 2019): linear in VMAF, in its rise and fall since the chunk before,
     * and in the time that playback stalls.
     */
    COMYCO_V(28.79591348) {
        @Override
        public double withoutStall(ChunkedVideo video, int chunk, int rung, int previousRung) {
            double vmaf = video.vmaf(chunk, rung);
            return comycoV(vmaf, chunk == 0 ? vmaf : video.vmaf(chunk - 1, previousRung));
        }

        @Override
        public double withoutStall(Shown chunk, Shown previous) {
            return comycoV(chunk.vmaf(), previous.vmaf());
        }
    },
    /**
     * Pensieve's QoE_lin (Mao et al., SIGCOMM 2017): Mbit/s, minus the change in Mbit/s, minus 4.3 a second of stall.
     */
    LINEAR(4.3) {
        @Override
        public double withoutStall(ChunkedVideo video, int chunk, int rung, int previousRung) {
            double change = chunk == 0 ? 0 : video.bitsPerSecond(rung) - video.bitsPerSecond(previousRung);
            return (video.bitsPerSecond(rung) - Math.abs(change)) / BITS_PER_MEGABIT;
        }

        @Override
        public double withoutStall(Shown chunk, Shown previous) {
            double change = chunk.bitsPerSecond() - previous.bitsPerSecond();
            return (chunk.bitsPerSecond() - Math.abs(change)) / BITS_PER_MEGABIT;
        }
    };

    private static final double PER_POINT = 0.8469011;
    private static final double PER_RISE = 0.29797156;
    private static final double PER_FALL = 1.06099887;
    /** The published simulator subtracts it from every chunk. */
    private static final double CONSTANT = -2.661618558192494;

    private static final double BITS_PER_MEGABIT = 1e6;

    private final double perStalledSecond;

    Qoe(double perStalledSecond) {
        this.perStalledSecond = perStalledSecond;
    }

    /**
     * The value of a chunk that does not stall.
     *
     * @param chunk its index; chunk 0 changes nothing
     * @param previousRung the rung of the chunk before
     */
    public abstract double withoutStall(ChunkedVideo video, int chunk, int rung, int previousRung);

    /** The value of a chunk that does not stall, of one or several rungs. */
    public abstract double withoutStall(Shown chunk, Shown previous);

    /**
     * What a chunk shows.
     *
     * @param vmaf its mean VMAF
     * @param bitsPerSecond its mean nominal bitrate
     */
    public record Shown(double vmaf, double bitsPerSecond) {}

    /**
     * {@link #COMYCO_V} of a chunk that does not stall.
     *
     * @param vmaf its VMAF
     * @param previous the VMAF of the chunk before
     */
    public static double comycoV(double vmaf, double previous) {
        double change = vmaf - previous;
        double ofChange = change > 0 ? PER_RISE * change : PER_FALL * change;
        return PER_POINT * vmaf + ofChange + CONSTANT;
    }

    /** What a second of stall costs. */
    public double perStalledSecond() {
        return perStalledSecond;
    }
}
