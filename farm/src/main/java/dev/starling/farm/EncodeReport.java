package dev.starling.farm;

import dev.starling.swarm.title.Title;
import java.time.Duration;

/**
 * What an encode came to.
 *
 * @param title the published title
 * @param packageBytes of all members, delivered ones only, and the soundtrack
 * @param encoded members that this run made
 * @param reused members that were in the store already
 * @param encodeCpuTime what all members of the title took to encode, whenever that was
 */
public record EncodeReport(Title title, long packageBytes, int encoded, int reused, Duration encodeCpuTime) {}
