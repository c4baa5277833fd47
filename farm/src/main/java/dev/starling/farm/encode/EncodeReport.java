package dev.starling.farm.encode;

import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.Title;
import java.time.Duration;

/**
 * The result of an encode.
 *
 * @param title the published title
 * @param packageBytes of the delivered members, their tails and the soundtrack
 * @param encoded members that this run encoded
 * @param reused members that were in the store already
 * @param encodeCpuTime processor time of encoding all members, in this run or earlier
 * @param tails the tails in the package
 * @param cost processor time of all work of this run
 * @param damage what could not be decoded of the input
 * @param unusedStreams how many streams of pictures the input has besides those of the title
 */
public record EncodeReport(
        Title title,
        long packageBytes,
        int encoded,
        int reused,
        Duration encodeCpuTime,
        Tails tails,
        EncodingCost cost,
        Damage damage,
        int unusedStreams) {
    /**
     * The tails of a package.
     *
     * @param count tails in the package
     * @param refused tails that are left out, because they do not continue their members
     * @param bytes of all tails
     * @param cpuTime processor time of encoding them, in this run or earlier
     */
    public record Tails(int count, int refused, long bytes, Duration cpuTime) {}
}
