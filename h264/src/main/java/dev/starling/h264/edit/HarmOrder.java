package dev.starling.h264.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The pictures of a video in the order in which they are to lose quality: those that no other refers to first, then those that the fewest pictures come after until the
 * next IDR picture, because what is lost in a reference picture stays lost until there.
 */
final class HarmOrder {
    private record Candidate(int index, boolean reference, int picturesAfter) {}

    private static final Comparator<Candidate> LEAST_HARMFUL_FIRST = Comparator.comparing(Candidate::reference)
            .thenComparingInt(Candidate::picturesAfter)
            .thenComparingInt(Candidate::index);

    private HarmOrder() {}

    /** Indices of the access units that {@code eligible} accepts, the least harmful to degrade first. */
    static int[] of(CodedVideo video, Predicate<AccessUnit> eligible) {
        List<Integer> starts = video.gopStarts();
        List<Candidate> candidates = new ArrayList<>();
        for (int g = 0; g < starts.size(); g++) {
            int to = g + 1 < starts.size()
                    ? starts.get(g + 1)
                    : video.accessUnits().size();
            for (int i = starts.get(g); i < to; i++) {
                AccessUnit accessUnit = video.accessUnits().get(i);
                if (eligible.test(accessUnit)) {
                    candidates.add(new Candidate(i, accessUnit.isReference(), to - 1 - i));
                }
            }
        }
        candidates.sort(LEAST_HARMFUL_FIRST);
        return candidates.stream().mapToInt(Candidate::index).toArray();
    }
}
