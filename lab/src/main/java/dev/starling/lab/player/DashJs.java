package dev.starling.lab.player;

import dev.starling.lab.video.Ladder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * dash.js 5.2 with its default settings, and parts of it that the literature names: BOLA-E ({@code BolaRule}) and
 * DYNAMIC (Spiteri et al., MMSys 2018), which follows throughput while the buffer is short and BOLA-E while it is long.
 */
public final class DashJs implements PlayerRule {
    private static final double INITIAL_BITS_PER_SECOND = 1_000_000;
    private static final double BUFFER_SECONDS = 18;
    private static final double BUFFER_AT_TOP_SECONDS = 30;
    private static final double SAFETY = 0.9;
    private static final double FAST_HALF_LIFE = 3;
    private static final double SLOW_HALF_LIFE = 8;
    /** The weight of a second of download ({@code weightDownloadTimeMultiplicationFactor} is per millisecond). */
    private static final double WEIGHT_PER_SECOND = 1.5;

    private static final double BOLA_ON_SECONDS = 12;
    private static final double BOLA_OFF_SECONDS = 6;
    private static final double INSUFFICIENT_BUFFER_SAFETY = 0.7;
    private static final int INSUFFICIENT_BUFFER_IGNORED_CHUNKS = 2;
    private static final double ABANDON_DURATIONS = 1.8;
    private static final double ABANDON_AFTER_SECONDS = 0.5;
    private static final double ABANDON_TIMEOUT_SECONDS = 10;

    private final Ladder ladder;
    private final Rules rules;
    private final Bola bola;
    private final SwitchHistory history = new SwitchHistory();
    private final Ewma fast = new Ewma(FAST_HALF_LIFE);
    private final Ewma slow = new Ewma(SLOW_HALF_LIFE);
    private int arrived;
    private int rung = -1;
    private boolean usesBola;
    private int abandonedChunk = -1;
    private double loadsAgainAt;

    /** Which rules decide. */
    public enum Rules {
        /** BOLA-E alone. */
        BOLA_E,
        /** Throughput or BOLA-E, by the buffer. */
        DYNAMIC,
        /** DYNAMIC, not above what a short buffer allows, and no rung that was left often: dash.js as it ships. */
        ALL
    }

    /** @param ladder the rungs to choose from */
    public DashJs(Ladder ladder, Rules rules) {
        this.ladder = ladder;
        this.rules = rules;
        this.bola = new Bola(ladder, BUFFER_SECONDS);
        this.usesBola = rules == Rules.BOLA_E;
    }

    private double bitsPerSecond() {
        return Math.min(fast.mean(), slow.mean());
    }

    @Override
    public Request next(Moment now) {
        if (arrived == 0) {
            rung = ladder.highestWithin(INITIAL_BITS_PER_SECOND);
            return new Request(rung, 0);
        }
        if (rules != Rules.BOLA_E) {
            usesBola = now.bufferSeconds() >= (usesBola ? BOLA_OFF_SECONDS : BOLA_ON_SECONDS);
        }
        int chosen = ladder.rungs();
        double pause = 0;
        if (usesBola) {
            Request request = bola.next(now, ladder.highestWithin(SAFETY * bitsPerSecond()));
            chosen = request.rung();
            pause = request.pauseSeconds();
        } else if (now.seconds() >= loadsAgainAt) {
            chosen = ladder.highestWithin(SAFETY * bitsPerSecond());
        }
        if (rules == Rules.ALL) {
            chosen = Math.min(chosen, Math.min(insufficientBuffer(now), history.limit(ladder.rungs())));
        }
        // Without a rule that decides, the rung stays.
        chosen = chosen == ladder.rungs() ? rung : chosen;
        history.add(rung, chosen);
        rung = chosen;
        return new Request(rung, pause);
    }

    /**
     * {@code InsufficientBufferRule}: a chunk must arrive before the buffer is empty. That is never empty here: the
     * chunk before has just arrived.
     */
    private int insufficientBuffer(Moment now) {
        if (arrived < INSUFFICIENT_BUFFER_IGNORED_CHUNKS) {
            return ladder.rungs();
        }
        double share = now.bufferSeconds() / ladder.seconds(now.chunk());
        return ladder.highestWithin(INSUFFICIENT_BUFFER_SAFETY * bitsPerSecond() * share);
    }

    @Override
    public void arrived(Moment now, Progress chunk, double stallSeconds) {
        Times times = chunk.times();
        double seconds = Math.max(1e-3, times.loading() - times.firstByte());
        fast.add(WEIGHT_PER_SECOND * seconds, chunk.totalBytes() * 8 / seconds);
        slow.add(WEIGHT_PER_SECOND * seconds, chunk.totalBytes() * 8 / seconds);
        if (stallSeconds > 0 && arrived > 0) {
            bola.bufferEmpty();
        }
        arrived++;
        rung = chunk.rung();
        bola.arrived(now, chunk, ladder.seconds(now.chunk()));
    }

    @Override
    public OptionalInt abandon(Moment now, Progress chunk) {
        OptionalInt lower = switch (rules) {
            case BOLA_E -> bola.abandon(now, chunk);
            case DYNAMIC, ALL -> tooSlow(now, chunk);
        };
        if (lower.isPresent()) {
            abandonedChunk = now.chunk();
            loadsAgainAt = now.seconds() + ABANDON_TIMEOUT_SECONDS;
            rung = lower.getAsInt();
            bola.abandoned(now, rung);
        }
        return lower;
    }

    /** {@code AbandonRequestsRule}. */
    private OptionalInt tooSlow(Moment now, Progress chunk) {
        double seconds = chunk.times().loading() - chunk.times().firstByte();
        if (now.chunk() == abandonedChunk
                || now.bufferSeconds() > BUFFER_SECONDS
                || seconds <= ABANDON_AFTER_SECONDS
                || chunk.rung() == 0) {
            return OptionalInt.empty();
        }
        double rate = Math.max(1, chunk.bitsPerSecondAfterFirstByte());
        if (chunk.totalBytes() * 8 / rate < ABANDON_DURATIONS * ladder.seconds(now.chunk())) {
            return OptionalInt.empty();
        }
        int lower = ladder.highestWithin(rate);
        double bytes = chunk.totalBytes() * ladder.bitsPerSecond(lower) / ladder.bitsPerSecond(chunk.rung());
        return chunk.totalBytes() - chunk.loadedBytes() > bytes ? OptionalInt.of(lower) : OptionalInt.empty();
    }

    @Override
    public OptionalDouble estimate() {
        return arrived > 0 ? OptionalDouble.of(bitsPerSecond()) : OptionalDouble.empty();
    }

    @Override
    public double bufferCapSeconds(int top) {
        return top == ladder.rungs() - 1 ? BUFFER_AT_TOP_SECONDS : BUFFER_SECONDS;
    }

    /** {@code SwitchHistoryRule} over {@code SwitchRequestHistory}: a rung that was left downwards is avoided. */
    private static final class SwitchHistory {
        private static final int DEPTH = 8;
        private static final double MAX_DROPS = 0.075;

        private final Deque<Change> changes = new ArrayDeque<>();

        private record Change(int from, boolean drop) {}

        void add(int from, int to) {
            changes.addLast(new Change(from, to < from));
            if (changes.size() > DEPTH) {
                changes.removeFirst();
            }
        }

        int limit(int rungs) {
            int drops = 0;
            int others = 0;
            for (int rung = 0; rung < rungs; rung++) {
                int own = 0;
                for (Change change : changes) {
                    if (change.from == rung) {
                        own += change.drop ? 1 : 0;
                        others += change.drop ? 0 : 1;
                    }
                }
                drops += own;
                if (drops + others >= DEPTH && drops > MAX_DROPS * others) {
                    return rung > 0 && own > 0 ? rung - 1 : rung;
                }
            }
            return rungs;
        }
    }

    /** BOLA-E with BOLA-O against oscillations ({@code BolaRule}). */
    private static final class Bola {
        private static final double MIN_BUFFER_SECONDS = 10;
        private static final double BUFFER_SECONDS_PER_RUNG = 2;
        private static final double PLACEHOLDER_DECAY = 0.99;

        private final Ladder ladder;
        private final double gp;
        private final double vp;
        private boolean begun;
        private boolean steady;
        private int current;
        private double placeholder;
        private double lastSeconds = Double.NaN;
        private double idleSince = Double.NaN;

        Bola(Ladder ladder, double bufferSeconds) {
            this.ladder = ladder;
            double time = Math.max(bufferSeconds, MIN_BUFFER_SECONDS + BUFFER_SECONDS_PER_RUNG * ladder.rungs());
            this.gp = (utility(ladder.rungs() - 1) - 1) / (time / MIN_BUFFER_SECONDS - 1);
            this.vp = MIN_BUFFER_SECONDS / gp;
        }

        /** 1 for the lowest rung. */
        private double utility(int rung) {
            return Math.log(ladder.bitsPerSecond(rung)) - Math.log(ladder.bitsPerSecond(0)) + 1;
        }

        /** @param sustainable the highest rung that the throughput carries */
        Request next(Moment now, int sustainable) {
            if (ladder.rungs() == 1) {
                return new Request(0, 0);
            }
            begun = true;
            return steady ? steady(now, sustainable) : start(now, sustainable);
        }

        private Request start(Moment now, int sustainable) {
            current = sustainable;
            placeholder = Math.max(0, minBuffer(sustainable) - now.bufferSeconds());
            steady = now.bufferSeconds() >= lastSeconds;
            return new Request(sustainable, 0);
        }

        private Request steady(Moment now, int sustainable) {
            if (!Double.isNaN(idleSince)) {
                placeholder += Math.max(0, now.seconds() - idleSince);
            }
            idleSince = now.seconds();
            int rung = at(now.bufferSeconds() + placeholder);
            if (rung > current && rung > sustainable) {
                rung = Math.max(sustainable, current);
            }
            current = rung;
            double pause = Math.max(0, now.bufferSeconds() + placeholder - maxBuffer(rung));
            if (pause <= placeholder) {
                placeholder -= pause;
                return new Request(rung, 0);
            }
            pause -= placeholder;
            placeholder = 0;
            return new Request(rung, rung == ladder.rungs() - 1 ? 0 : pause);
        }

        /** The rung with the best score at a buffer level; of equal ones the highest. */
        private int at(double buffer) {
            int best = 0;
            double bestScore = Double.NEGATIVE_INFINITY;
            for (int rung = 0; rung < ladder.rungs(); rung++) {
                double score = (vp * (utility(rung) - 1 + gp) - buffer) / ladder.bitsPerSecond(rung);
                if (score >= bestScore) {
                    bestScore = score;
                    best = rung;
                }
            }
            return best;
        }

        /** The lowest buffer level at which a rung is chosen rather than a lower one. */
        private double minBuffer(int rung) {
            double min = 0;
            double bitrate = ladder.bitsPerSecond(rung);
            for (int lower = 0; lower < rung; lower++) {
                double below = ladder.bitsPerSecond(lower);
                min = Math.max(min, vp * (gp + (bitrate * utility(lower) - below * utility(rung)) / (bitrate - below)));
            }
            return min;
        }

        /** The highest buffer level at which it is better to load a rung than to wait. */
        private double maxBuffer(int rung) {
            return vp * (utility(rung) + gp);
        }

        void arrived(Moment now, Progress chunk, double seconds) {
            lastSeconds = seconds;
            idleSince = now.seconds();
            if (begun) {
                current = chunk.rung();
                double atRequest = now.bufferSeconds() - seconds + chunk.times().loading();
                placeholder = Math.min(placeholder * PLACEHOLDER_DECAY, Math.max(0, maxBuffer(current) - atRequest));
            }
        }

        void bufferEmpty() {
            if (steady) {
                placeholder = 0;
            }
        }

        void abandoned(Moment now, int rung) {
            current = rung;
            double wanted = rung > 0 ? minBuffer(rung) : MIN_BUFFER_SECONDS;
            placeholder = Math.min(placeholder, Math.max(0, wanted - now.bufferSeconds()));
        }

        /**
         * A lower rung whose whole chunk has a better score than the rest of this one, as in Sabre ({@code BolaEnh}). A
         * new request takes a round trip, in which this chunk would go on.
         */
        OptionalInt abandon(Moment now, Progress chunk) {
            double firstByte = chunk.times().firstByte();
            double carried = chunk.bitsPerSecondAfterFirstByte() / 8 * firstByte;
            double left = chunk.totalBytes() - chunk.loadedBytes() - carried;
            if (!begun || chunk.loadedBytes() <= 0 || left <= 0) {
                return OptionalInt.empty();
            }
            double buffer = Math.max(0, now.bufferSeconds() + placeholder - firstByte);
            OptionalInt best = OptionalInt.empty();
            double bestScore = (maxBuffer(chunk.rung()) - buffer) / left;
            for (int rung = 0; rung < chunk.rung(); rung++) {
                double bytes = chunk.totalBytes() * ladder.bitsPerSecond(rung) / ladder.bitsPerSecond(chunk.rung());
                double score = (maxBuffer(rung) - buffer) / bytes;
                if (bytes < left && score > bestScore) {
                    bestScore = score;
                    best = OptionalInt.of(rung);
                }
            }
            return best;
        }
    }
}
