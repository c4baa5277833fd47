package dev.starling.h264.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The order in which the pictures of a video lose quality, the least harmful step first. Each picture has two steps:
 * its inter macroblocks, and later its intra macroblocks.
 *
 * <p>The harm of a step is the number of pictures that show it: one if no picture refers to it, otherwise all up to the
 * next IDR picture. Intra macroblocks count {@link #INTRA_HARM} times, because other blocks of the same picture are
 * predicted from them, too, and errors add up from block to block.
 */
final class RequantisationSteps {
    /**
     * Measured: requantising the intra macroblocks of P pictures costs three to four times as much quality per byte as
     * requantising the inter ones.
     */
    private static final int INTRA_HARM = 4;

    /** The macroblocks of a picture that a step requantises; the intra step of a picture follows its inter step. */
    enum Kind {
        INTER,
        INTRA
    }

    /** One step for the access unit with index {@code index}. */
    record Step(int index, Kind kind) {}

    private record Candidate(Step step, long harm) {}

    private RequantisationSteps() {}

    /** The steps for the access units that {@code eligible} accepts. */
    static List<Step> of(CodedVideo video, Predicate<AccessUnit> eligible) {
        List<Integer> starts = video.gopStarts();
        List<Candidate> candidates = new ArrayList<>();
        for (int g = 0; g < starts.size(); g++) {
            int until = g + 1 < starts.size()
                    ? starts.get(g + 1)
                    : video.accessUnits().size();
            for (int i = starts.get(g); i < until; i++) {
                AccessUnit accessUnit = video.accessUnits().get(i);
                if (eligible.test(accessUnit)) {
                    long pictures = accessUnit.isReference() ? until - i : 1;
                    candidates.add(new Candidate(new Step(i, Kind.INTER), pictures));
                    candidates.add(new Candidate(new Step(i, Kind.INTRA), INTRA_HARM * pictures));
                }
            }
        }
        candidates.sort(Comparator.comparingLong(Candidate::harm)
                .thenComparingInt(candidate -> candidate.step().index()));
        return candidates.stream().map(Candidate::step).toList();
    }
}
