package dev.starling.lab.player;

import dev.starling.lab.player.PlayerRule.Moment;
import dev.starling.lab.player.PlayerRule.Progress;
import dev.starling.lab.player.PlayerRule.Times;
import dev.starling.lab.video.Ladder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Plays a video with a rule: requests one chunk after the other, waits while the buffer is full, plays from the first
 * chunk on, and requests a chunk again at a lower rung if the rule abandons it.
 *
 * @param cap when the player waits before a request
 */
public record PlayerSession(Cap cap) {
    /** How long a player waits before a request. */
    public interface Cap {
        /**
         * The wait before a request.
         *
         * @param rung of the chunk before
         */
        double waitSeconds(PlayerRule rule, int rung, double bufferSeconds);
    }

    /** The player's own limit. */
    public static final Cap OWN_CAP =
            (rule, rung, bufferSeconds) -> Math.max(0, bufferSeconds - rule.bufferCapSeconds(rung));

    /**
     * A chunk that was played.
     *
     * @param rung its rung
     * @param estimate the bandwidth that the rule had estimated before, in bits per second
     * @param requested when it was requested first
     * @param arrived when it had arrived
     * @param buffered the media in the buffer at the first request
     * @param stall for how long playback stood still before it; for the first chunk, the start-up
     * @param abandoned what was given up before
     */
    public record Played(
            int rung,
            OptionalDouble estimate,
            double requested,
            double arrived,
            double buffered,
            double stall,
            List<Abandoned> abandoned) {
        public Played {
            abandoned = List.copyOf(abandoned);
        }
    }

    /**
     * A request that was given up.
     *
     * @param seconds when
     * @param rung of the chunk
     * @param bytes that were sent in vain
     */
    public record Abandoned(double seconds, int rung, double bytes) {}

    /** Plays a video from start to end. */
    public List<Played> play(Ladder ladder, PlayerRule rule, Carrier carrier) {
        List<Played> played = new ArrayList<>();
        double now = 0;
        double emptyAt = 0;
        int rung = 0;
        for (int chunk = 0; chunk < ladder.chunks(); chunk++) {
            if (chunk > 0) {
                now += cap.waitSeconds(rule, rung, emptyAt - now);
            }
            OptionalDouble estimate = rule.estimate();
            PlayerRule.Request request = rule.next(new Moment(now, chunk, Math.max(0, emptyAt - now)));
            now += request.pauseSeconds();
            rung = request.rung();
            double requested = now;
            double buffered = Math.max(0, emptyAt - now);
            List<Abandoned> abandoned = new ArrayList<>();
            Carrier.Loading loading = carrier.request(chunk, rung, now);
            double started = now;
            // Players watch a request only once playback has begun.
            double check = chunk == 0 ? Double.POSITIVE_INFINITY : started + PlayerRule.CHECK_SECONDS;
            while (check < loading.arrivesAt()) {
                Moment moment = new Moment(check, chunk, Math.max(0, emptyAt - check));
                OptionalInt lower = rule.abandon(moment, progress(loading, rung, started, check));
                if (lower.isPresent()) {
                    abandoned.add(new Abandoned(check, rung, loading.abandon(check)));
                    rung = lower.getAsInt();
                    started = check;
                    loading = carrier.request(chunk, rung, started);
                }
                check += PlayerRule.CHECK_SECONDS;
            }
            double arrived = loading.arrivesAt();
            double stall = Math.max(0, arrived - emptyAt);
            emptyAt = Math.max(emptyAt, arrived) + ladder.seconds(chunk);
            rule.arrived(
                    new Moment(arrived, chunk, emptyAt - arrived),
                    progress(loading, rung, started, arrived),
                    chunk == 0 ? 0 : stall);
            played.add(new Played(rung, estimate, requested, arrived, buffered, stall, abandoned));
            now = arrived;
        }
        return played;
    }

    private static Progress progress(Carrier.Loading loading, int rung, double started, double now) {
        double firstByte = Math.min(now, loading.firstByteAt()) - started;
        return new Progress(rung, loading.loadedBytes(now), loading.totalBytes(), new Times(now - started, firstByte));
    }
}
