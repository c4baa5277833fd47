package dev.starling.edge.record;

import dev.starling.swarm.steer.Reward;

/**
 * The terms of rewards, added up or averaged, in points of about one VMAF ({@code docs/telemetry.md}).
 *
 * @param quality of what was sent
 * @param change from clip to clip
 * @param waiting at starts and in stalls; at most 0
 * @param splice for changes inside clips; at most 0
 */
public record RewardTerms(double quality, double change, double waiting, double splice) {
    /** Nothing yet. */
    public static final RewardTerms NONE = new RewardTerms(0, 0, 0, 0);

    /** These and those of another reward. */
    public RewardTerms plus(Reward more) {
        return new RewardTerms(
                quality + more.quality(), change + more.change(), waiting + more.waiting(), splice + more.splice());
    }

    /** What is here and not in an earlier sum. */
    public RewardTerms minus(RewardTerms earlier) {
        return new RewardTerms(
                quality - earlier.quality, change - earlier.change, waiting - earlier.waiting, splice - earlier.splice);
    }
}
