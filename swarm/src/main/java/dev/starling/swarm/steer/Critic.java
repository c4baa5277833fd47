package dev.starling.swarm.steer;

import java.util.Optional;

/** Values the ways to continue a clip in flight. */
public interface Critic {
    /**
     * What a clip is worth with all that follows it.
     *
     * @param vmaf the mean of the whole clip
     * @param left the seconds of media in the client's buffer when the clip arrives, without it; below 0 if playback
     *     has stalled
     * @param sustained the throughput to expect of the next clips
     * @return in the unit of {@link PolicySettings}
     */
    double value(double vmaf, double left, Optional<Bandwidth> sustained);

    /** What a change of member inside the clip is worth, at most 0. */
    double splice();

    /** Values a clip and the buffer after it, but no later clips. */
    static Critic shortSighted(PolicySettings settings) {
        return new ShortSighted(settings);
    }

    /**
     * Values a clip and the buffer after it.
     *
     * @param settings the prices
     */
    record ShortSighted(PolicySettings settings) implements Critic {
        @Override
        public double value(double vmaf, double left, Optional<Bandwidth> sustained) {
            return settings.quality(vmaf)
                    + settings.prices().waiting().stallSecond() * Math.max(0, -left)
                    + settings.buffer(left);
        }

        @Override
        public double splice() {
            return settings.prices().splice();
        }
    }
}
