package dev.starling.swarm.title;

import java.util.Arrays;
import java.util.List;

/**
 * Decoding times of a clip's access units, in ticks from its start: the i-th in decoding order is decoded when the i-th
 * in order of presentation is shown. Composition offsets may then be negative, which {@code trun} version 1 allows.
 */
public final class SampleTimes {
    private final int[] presentation;
    /** Of each access unit, and at the end that of the clip's. */
    private final int[] decoding;

    /**
     * @param accessUnits in decoding order, no two shown at the same time, all before the end
     * @param durationTicks of the clip
     */
    public SampleTimes(List<AccessUnit> accessUnits, int durationTicks) {
        presentation = accessUnits.stream()
                .mapToInt(AccessUnit::presentationOffsetTicks)
                .toArray();
        decoding = Arrays.copyOf(presentation, presentation.length + 1);
        decoding[presentation.length] = durationTicks;
        Arrays.sort(decoding);
    }

    /** How many access units there are. */
    public int count() {
        return presentation.length;
    }

    /** When it is decoded; of {@link #count} when the clip ends. */
    public int decodingTicks(int accessUnit) {
        return decoding[accessUnit];
    }

    /** From the decoding time of an access unit to that of the next. */
    public int durationTicks(int accessUnit) {
        return decoding[accessUnit + 1] - decoding[accessUnit];
    }

    /** Presentation time less decoding time, negative where pictures are reordered. */
    public int compositionOffsetTicks(int accessUnit) {
        return presentation[accessUnit] - decoding[accessUnit];
    }
}
