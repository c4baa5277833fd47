package dev.starling.edge.fleet;

import dev.starling.edge.catalog.CacheCounts;
import dev.starling.edge.record.RewardTerms;
import dev.starling.swarm.steer.BlendLevel;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an edge has done for all viewers since its start, or between two moments; in the JSON form of the API
 * ({@code docs/http-api.md}).
 *
 * @param levels the clips sent whole, by the finest level at which they were blended
 * @param caches by name
 */
public record FleetTotals(
        Delivered delivered,
        Experienced experienced,
        Bytes bytes,
        Map<BlendLevel, Long> levels,
        Cost cost,
        SortedMap<String, CacheCounts> caches,
        Rewards rewards) {
    public FleetTotals {
        levels =
                Collections.unmodifiableMap(levels.isEmpty() ? new EnumMap<>(BlendLevel.class) : new EnumMap<>(levels));
        caches = Collections.unmodifiableSortedMap(new TreeMap<>(caches));
    }

    /**
     * What was delivered.
     *
     * @param clips sent whole
     * @param aborted clips that the client did not take whole
     * @param downMoves in flight
     * @param mediaSeconds in the clips sent whole
     * @param vmafSum the sum of their VMAF
     */
    public record Delivered(long clips, long aborted, long downMoves, double mediaSeconds, double vmafSum) {
        Delivered minus(Delivered earlier) {
            return new Delivered(
                    clips - earlier.clips,
                    aborted - earlier.aborted,
                    downMoves - earlier.downMoves,
                    mediaSeconds - earlier.mediaSeconds,
                    vmafSum - earlier.vmafSum);
        }
    }

    /**
     * What players have told.
     *
     * @param startUps starts whose time was told
     * @param startUpSeconds their sum
     * @param stalls how often a buffer ran empty
     * @param stallSeconds how long viewers waited on an empty buffer
     * @param watchedSeconds of media that was sent to players that tell of their stalls
     */
    public record Experienced(
            long startUps, double startUpSeconds, long stalls, double stallSeconds, double watchedSeconds) {
        Experienced minus(Experienced earlier) {
            return new Experienced(
                    startUps - earlier.startUps,
                    startUpSeconds - earlier.startUpSeconds,
                    stalls - earlier.stalls,
                    stallSeconds - earlier.stallSeconds,
                    watchedSeconds - earlier.watchedSeconds);
        }
    }

    /** Bytes of access units of pictures in clips sent whole, and of segments of sound. */
    public record Bytes(long video, long audio) {
        Bytes minus(Bytes earlier) {
            return new Bytes(video - earlier.video, audio - earlier.audio);
        }
    }

    /** Processor seconds of the whole process, and of requantising, a part of them. */
    public record Cost(double cpuSeconds, double requantisingSeconds) {
        Cost minus(Cost earlier) {
            return new Cost(cpuSeconds - earlier.cpuSeconds, requantisingSeconds - earlier.requantisingSeconds);
        }
    }

    /**
     * The rewards of clips.
     *
     * @param clips how many have one
     * @param sum of the terms
     */
    public record Rewards(long clips, RewardTerms sum) {
        /** Nothing yet. */
        public static final Rewards NONE = new Rewards(0, RewardTerms.NONE);

        Rewards minus(Rewards earlier) {
            return new Rewards(clips - earlier.clips, sum.minus(earlier.sum));
        }
    }

    /** What is here and not in earlier totals. */
    FleetTotals minus(FleetTotals earlier) {
        Map<BlendLevel, Long> newLevels = new EnumMap<>(BlendLevel.class);
        levels.forEach((level, count) -> newLevels.put(level, count - earlier.levels.getOrDefault(level, 0L)));
        SortedMap<String, CacheCounts> newCaches = new TreeMap<>();
        caches.forEach((name, counts) -> {
            CacheCounts before = earlier.caches.getOrDefault(name, CacheCounts.NONE);
            newCaches.put(name, new CacheCounts(counts.hits() - before.hits(), counts.misses() - before.misses()));
        });
        return new FleetTotals(
                delivered.minus(earlier.delivered),
                experienced.minus(earlier.experienced),
                bytes.minus(earlier.bytes),
                newLevels,
                cost.minus(earlier.cost),
                newCaches,
                rewards.minus(earlier.rewards));
    }
}
