package dev.starling.swarm.steer;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Estimates a path's throughput from its transfers, on two horizons.
 *
 * <p>The <em>current</em> throughput is that of the last moments of sending: bits divided by seconds, both discounted
 * exponentially over the time spent sending.
 *
 * <p>The <em>sustained</em> throughput predicts the next clips. Transfers are gathered into episodes: a second and a
 * half of sending, or a clip if it takes less. An episode up to a second has the same weight, so a clip that passes in
 * a moment counts as much as one that crawls. Means are geometric: paths vary by factors. Within an episode they are
 * arithmetic: what a moment lacks, the next one may make up for.
 *
 * <p>A transfer that the path did not limit only gives a lower bound: it may raise the estimate but never lowers it.
 * Not thread-safe.
 */
final class Throughput {
    /** Half-life of the current estimate, in seconds of sending: paths may collapse within a clip. */
    private static final double CURRENT_HALF_LIFE_SECONDS = 0.17;

    private static final double MAX_EPISODE_SECONDS = 1.5;
    /** An episode with less than both counts in proportion. */
    private static final double FULL_EPISODE_SECONDS = 0.5;

    private static final double FULL_EPISODE_BITS = 8 * 32 * 1024;
    /** The part of the short horizon that is the latest episode: if the path limited it, and if it only was faster. */
    private static final double SHORT_SHARE = 0.5;

    private static final double SHORT_SHARE_RISING = 0.9;
    /** The same on the long horizon, and where the path is suddenly much faster: what it was before says little. */
    private static final double LONG_SHARE = 0.15;

    private static final double LONG_SHARE_OF_A_JUMP = 0.5;
    private static final double MIN_JUMP_DOUBLINGS = 2;
    private static final double SPREAD_SHARE = 0.2;
    /** The spread of a path of which one episode is known, in doublings. */
    private static final double FIRST_SPREAD = 0.7;
    /** The spread of a path that was never filled: its fastest moment is known, and not how long that lasts. */
    private static final double SPREAD_OF_A_BOUND = 1;
    /** In less time, a burst of acknowledgements would count as a fast path. */
    private static final double MIN_MOMENT_SECONDS = 0.05;
    /**
     * A path that carries less counts as this: in a geometric mean, seconds in which nothing passes would outweigh all
     * others, but they end.
     */
    private static final double MIN_BITS_PER_SECOND = 64_000;

    /**
     * A path of which neither so much time nor so many bits have passed is unknown: the first acknowledgements tell
     * when segments left and arrived, and not how many a second the path carries.
     */
    private static final double MIN_KNOWN_SECONDS = 0.1;

    private static final double MIN_KNOWN_BITS = FULL_EPISODE_BITS;

    private final Mean current = new Mean(CURRENT_HALF_LIFE_SECONDS);
    private double passedSeconds;
    private double passedBits;
    private Horizons horizons = new Horizons(0, 0, FIRST_SPREAD, Bandwidth.Knowledge.AT_LEAST);
    private boolean episodeKnown;
    /** Whether the path was the limit in any episode so far. */
    private boolean filledOnce;
    /** Whether it was that of the last transfer. */
    private boolean filled;
    /** How many times faster than its lower bounds a path is that was never filled. */
    private double headroom = 1;

    private Episode episode = Episode.EMPTY;
    /** Computed when it is read: that is far more often than something is added. */
    private Optional<Bandwidth> sustained = Optional.empty();

    private boolean sustainedIsOld;

    /** What limited a transfer. */
    enum Limit {
        /** The path: it had more bytes than it could carry. */
        NETWORK,
        /** The sender: there was nothing more to send, or TCP was still starting. */
        APPLICATION
    }

    /**
     * An episode: what it carried in all, and while the path was the limit.
     *
     * @param bits in all
     * @param seconds in all
     * @param filledBits while the path was the limit
     * @param filledSeconds while the path was the limit
     * @param best its fastest moment
     */
    private record Episode(double bits, double seconds, double filledBits, double filledSeconds, Best best) {
        static final Episode EMPTY = new Episode(0, 0, 0, 0, new Best(0));

        Episode plus(double moreBits, double moreSeconds, Limit limit) {
            Best faster = best.with(moreBits, moreSeconds);
            return switch (limit) {
                case NETWORK ->
                    new Episode(
                            bits + moreBits,
                            seconds + moreSeconds,
                            filledBits + moreBits,
                            filledSeconds + moreSeconds,
                            faster);
                case APPLICATION ->
                    new Episode(bits + moreBits, seconds + moreSeconds, filledBits, filledSeconds, faster);
            };
        }

        boolean filled() {
            return filledSeconds >= seconds / 2;
        }

        double rate() {
            return Math.max(MIN_BITS_PER_SECOND, filled() ? filledBits / filledSeconds : best.bitsPerSecond());
        }

        /** Its weight: 1 if it is long or large. */
        double weight() {
            return Math.min(1, Math.max(seconds / FULL_EPISODE_SECONDS, bits / FULL_EPISODE_BITS));
        }

        /** Its part in a horizon of which an episode of a second has another part: what is longer counts for more. */
        double share(double ofASecond) {
            return weight() * (1 - Math.pow(1 - ofASecond, Math.max(1, seconds)));
        }
    }

    /** The fastest moment of an episode: a path that was not filled carries at least this. */
    private record Best(double bitsPerSecond) {
        Best with(double bits, double seconds) {
            return new Best(Math.max(bitsPerSecond, bits / Math.max(seconds, MIN_MOMENT_SECONDS)));
        }
    }

    /**
     * What closed episodes say.
     *
     * @param shortLog the logarithm of the rate on the short horizon
     * @param longLog the same on the long horizon
     * @param spread the mean error of the short horizon's predictions, in doublings
     * @param knowledge whether the path was filled lately
     */
    private record Horizons(double shortLog, double longLog, double spread, Bandwidth.Knowledge knowledge) {}

    /**
     * Counts a transfer.
     *
     * @param bits the bits delivered
     * @param seconds the time it took, above 0
     */
    void add(double bits, double seconds, Limit limit) {
        if (!(seconds > 0) || !(bits >= 0)) {
            throw new IllegalArgumentException("not a transfer: " + bits + " bits in " + seconds + " s");
        }
        switch (limit) {
            case NETWORK -> current.add(bits, seconds);
            case APPLICATION -> current.raise(bits, seconds);
        }
        filled = limit == Limit.NETWORK;
        passedSeconds += seconds;
        passedBits += bits;
        sustainedIsOld = true;
        episode = episode.plus(bits, seconds, limit);
        if (episode.seconds() >= MAX_EPISODE_SECONDS) {
            endEpisode();
        }
    }

    /**
     * Tells that a path which was never filled is faster than its lower bounds.
     *
     * @param times how many times faster, at least 1; the latest one counts
     */
    void headroom(double times) {
        headroom = times;
        sustainedIsOld = true;
    }

    /** Ends an episode: the next transfer is another clip. */
    void endEpisode() {
        sustainedIsOld = true;
        if (episode.seconds() > 0 && episode.weight() > 0) {
            horizons = after(episode);
            episodeKnown = true;
            filledOnce |= episode.filled();
        }
        episode = Episode.EMPTY;
    }

    private Horizons after(Episode ended) {
        double log = Math.log(ended.rate());
        boolean rises = !episodeKnown || log > horizons.shortLog();
        if (!ended.filled() && !rises) {
            return horizons;
        }
        Bandwidth.Knowledge knowledge = ended.filled() ? Bandwidth.Knowledge.MEASURED : Bandwidth.Knowledge.AT_LEAST;
        if (!filledOnce && rises) {
            // Lower bounds alone say nothing about how much more the path carries.
            return new Horizons(log, log, ended.filled() ? FIRST_SPREAD : SPREAD_OF_A_BOUND, knowledge);
        }
        double error = Math.abs(log - horizons.shortLog()) / Math.log(2);
        double longShare = rises && error > MIN_JUMP_DOUBLINGS ? LONG_SHARE_OF_A_JUMP : LONG_SHARE;
        return new Horizons(
                mix(horizons.shortLog(), log, ended.share(ended.filled() ? SHORT_SHARE : SHORT_SHARE_RISING)),
                mix(horizons.longLog(), log, ended.share(longShare)),
                mix(horizons.spread(), error, ended.share(SPREAD_SHARE)),
                knowledge);
    }

    private static double mix(double before, double now, double share) {
        return before + share * (now - before);
    }

    /** The current throughput, in bits per second. */
    OptionalDouble current() {
        return isKnown() ? OptionalDouble.of(current.rate()) : OptionalDouble.empty();
    }

    /** Whether the path was the limit of the last transfer. */
    boolean isFilled() {
        return filled;
    }

    private boolean isKnown() {
        return passedSeconds >= MIN_KNOWN_SECONDS || passedBits >= MIN_KNOWN_BITS;
    }

    /** The throughput to expect of the next clips. */
    Optional<Bandwidth> sustained() {
        if (sustainedIsOld) {
            sustained = computeSustained();
            sustainedIsOld = false;
        }
        return sustained;
    }

    private Optional<Bandwidth> computeSustained() {
        boolean open = episode.seconds() > 0 && episode.weight() > 0 && (episodeKnown || isKnown());
        if (!episodeKnown && !open) {
            return Optional.empty();
        }
        Horizons now = open ? after(episode) : horizons;
        boolean isBound = !filledOnce && now.knowledge() == Bandwidth.Knowledge.AT_LEAST;
        double times = isBound ? headroom : 1;
        return Optional.of(new Bandwidth(
                times * Math.exp(now.shortLog()), times * Math.exp(now.longLog()), now.spread(), now.knowledge()));
    }

    /** An exponentially discounted mean. */
    private static final class Mean {
        private final double halfLifeSeconds;
        private double bits;
        private double seconds;

        Mean(double halfLifeSeconds) {
            this.halfLifeSeconds = halfLifeSeconds;
        }

        void add(double moreBits, double moreSeconds) {
            // The transfer itself is discounted too: its part is bits / seconds · ∫ 2^(−t/h) dt.
            double kept = Math.pow(2, -moreSeconds / halfLifeSeconds);
            double weight = halfLifeSeconds / Math.log(2) * (1 - kept);
            bits = bits * kept + moreBits / moreSeconds * weight;
            seconds = seconds * kept + weight;
        }

        void raise(double moreBits, double moreSeconds) {
            if (moreBits / moreSeconds > rate()) {
                add(moreBits, moreSeconds);
            }
        }

        double rate() {
            return seconds == 0 ? 0 : bits / seconds;
        }
    }
}
