package dev.starling.swarm.steer;

import java.util.Optional;

/** Values the ways to continue a clip in flight. */
public interface Critic {
    /**
     * Values ways to continue on a path.
     *
     * @param sustained the throughput to expect of the next clips
     */
    Values on(Optional<Bandwidth> sustained);

    /** The prices of a change of member inside the clip and of processor time. */
    PolicySettings.Prices prices();

    /** What ways to continue are worth on one path. */
    interface Values {
        /**
         * What a clip is worth with all that follows it.
         *
         * @param vmaf the mean of the whole clip
         * @param left the seconds of media in the client's buffer when the clip arrives, without it; below 0 if
         *     playback has stalled
         * @return in the unit of {@link PolicySettings}
         */
        double of(double vmaf, double left);
    }

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
        public Values on(Optional<Bandwidth> sustained) {
            return (vmaf, left) -> settings.quality(vmaf)
                    + settings.prices().waiting().stallSecond() * Math.max(0, -left)
                    + settings.buffer(left);
        }

        @Override
        public PolicySettings.Prices prices() {
            return settings.prices();
        }
    }
}
