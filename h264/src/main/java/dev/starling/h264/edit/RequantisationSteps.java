package dev.starling.h264.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The order in which the pictures of a video lose quality, the least harmful step first. A picture is touched in two
 * steps: its inter macroblocks, later its intra macroblocks too.
 *
 * <p>The harm of a step is taken to be the number of pictures that show it: one where nothing refers to the picture,
 * otherwise all up to the next IDR picture. Intra macroblocks count {@link #INTRA_HARM} times, because within the
 * picture, too, other blocks are predicted from them, and errors add up from block to block.
 */
final class RequantisationSteps {
    /**
     * From trials: requantising the intra macroblocks of P pictures cost three to four times the quality per byte that
     * the inter ones did.
     */
    private static final int INTRA_HARM = 4;

    /**
     * One step.
     *
     * @param index index of the access unit
     * @param intra false for its inter macroblocks, true for its intra macroblocks, whose step always comes later
     */
    record Step(int index, boolean intra) {}

    private record Candidate(Step step, long harm) {}

    private RequantisationSteps() {}

    /** The steps for the access units that {@code eligible} accepts. */
    static List<Step> of(CodedVideo video, Predicate<AccessUnit> eligible) {
        List<Integer> starts = video.gopStarts();
        List<Candidate> candidates = new ArrayList<>();
        for (int g = 0; g < starts.size(); g++) {
            int to = g + 1 < starts.size()
                    ? starts.get(g + 1)
                    : video.accessUnits().size();
            for (int i = starts.get(g); i < to; i++) {
                AccessUnit accessUnit = video.accessUnits().get(i);
                if (eligible.test(accessUnit)) {
                    long pictures = accessUnit.isReference() ? to - i : 1;
                    candidates.add(new Candidate(new Step(i, false), pictures));
                    candidates.add(new Candidate(new Step(i, true), INTRA_HARM * pictures));
                }
            }
        }
        candidates.sort(Comparator.comparingLong(Candidate::harm)
                .thenComparingInt(candidate -> candidate.step().index()));
        return candidates.stream().map(Candidate::step).toList();
    }
}
