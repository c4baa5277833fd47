package dev.starling.swarm.title;

import java.util.Arrays;
import java.util.List;

/**
 * Decoding times of a clip's access units, in ticks from its start: the i-th in decoding order decodes at the i-th
 * presentation time. Composition offsets may therefore be negative, which {@code trun} version 1 allows.
 */
public final class SampleTimes {
    private final int[] presentation;
    /** The decoding time of each access unit, then the end of the clip. */
    private final int[] decoding;

    /**
     * @param accessUnits in decoding order; presentation times are distinct and before the end of the clip
     * @param durationTicks the duration of the clip
     */
    public SampleTimes(List<AccessUnitEntry> accessUnits, int durationTicks) {
        presentation = accessUnits.stream()
                .mapToInt(AccessUnitEntry::presentationOffsetTicks)
                .toArray();
        decoding = Arrays.copyOf(presentation, presentation.length + 1);
        decoding[presentation.length] = durationTicks;
        Arrays.sort(decoding);
    }

    /** The number of access units. */
    public int count() {
        return presentation.length;
    }

    /** The decoding time of an access unit; for {@link #count}, the end of the clip. */
    public int decodingTicks(int accessUnit) {
        return decoding[accessUnit];
    }

    /** The time from the decoding of an access unit to that of the next. */
    public int durationTicks(int accessUnit) {
        return decoding[accessUnit + 1] - decoding[accessUnit];
    }

    /** Presentation time minus decoding time; negative where pictures are reordered. */
    public int compositionOffsetTicks(int accessUnit) {
        return presentation[accessUnit] - decoding[accessUnit];
    }
}
