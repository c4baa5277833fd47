package dev.starling.farm.encode;

import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.Title;
import java.time.Duration;

/**
 * The result of an encode.
 *
 * @param title the published title
 * @param packageBytes of the delivered members and the soundtrack
 * @param encoded members that this run encoded
 * @param reused members that were in the store already
 * @param encodeCpuTime processor time of encoding all members, in this run or earlier
 * @param cost processor time of all work of this run
 */
public record EncodeReport(
        Title title, long packageBytes, int encoded, int reused, Duration encodeCpuTime, EncodingCost cost) {}
