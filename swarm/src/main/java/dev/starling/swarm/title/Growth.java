package dev.starling.swarm.title;

import java.util.OptionalLong;

/**
 * What is known of the rest of a title that is still being encoded. Times are in ticks of {@link Title#TIMESCALE}.
 *
 * @param expectedTicks the duration of the whole title, as its source states it; empty if it does not
 * @param maxClipTicks no clip of the title is longer by more than half a picture
 */
public record Growth(OptionalLong expectedTicks, long maxClipTicks) {
    public Growth {
        if (expectedTicks.orElse(1) <= 0 || maxClipTicks <= 0) {
            throw new IllegalArgumentException(
                    "growth must be above 0: " + expectedTicks + " ticks, clips of " + maxClipTicks);
        }
    }
}
