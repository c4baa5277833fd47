package dev.starling.farm.encode;

import dev.starling.farm.encode.ClipOutcome.Delivered;
import dev.starling.swarm.profile.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides which blends of a clip's members get a point in its atlas, and in which clips the points are measured. */
final class AtlasPlan {
    /** Every so many clips one is measured: each of its points takes about as long as measuring a member. */
    private static final int CLIPS_PER_MEASURED_CLIP = 16;
    /** Of a member with a lower one beside it; the budgets between the two. */
    private static final List<Double> SHARES_ABOVE = List.of(0.9, 0.7);
    /** Of the lowest member, for paths that do not carry it. */
    private static final List<Double> SHARES_OF_LOWEST = List.of(0.9, 0.7, 0.5, 0.3);
    /** More divisions of the rows are not worth their measurement. */
    private static final int MAX_DIVISIONS = 3;

    private AtlasPlan() {}

    /** Whether the points of a clip are measured; those of the others are predicted from them. */
    static boolean isMeasured(int clip) {
        return clip % CLIPS_PER_MEASURED_CLIP == 0;
    }

    /** The members of a clip by family, best first. */
    static List<List<Delivered>> families(List<Delivered> delivered) {
        Map<Profile.H264.Family, List<Delivered>> families = new LinkedHashMap<>();
        for (Delivered member : delivered) {
            families.computeIfAbsent(member.centroid().profile().family(), _ -> new ArrayList<>())
                    .add(member);
        }
        families.values()
                .forEach(it -> it.sort(Comparator.comparingDouble(
                        member -> -member.encoding().quality().vmaf())));
        return List.copyOf(families.values());
    }

    /** The budgets, as shares of its bytes, to which a member of a family is requantised. */
    static List<Double> shares(List<Delivered> family, int member) {
        if (member == family.size() - 1) {
            return SHARES_OF_LOWEST;
        }
        double lower = (double) family.get(member + 1).encoding().bytes()
                / family.get(member).encoding().bytes();
        return SHARES_ABOVE.stream().filter(it -> it > lower).toList();
    }

    /** How many of a number of rows come from the higher of two neighbours: at most three divisions. */
    static List<Integer> divisions(int rows) {
        int count = Math.min(MAX_DIVISIONS, rows - 1);
        List<Integer> divisions = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            divisions.add(Math.round((float) i * rows / (count + 1)));
        }
        return divisions;
    }
}
