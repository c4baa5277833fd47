package dev.starling.farm.encode;

import dev.starling.farm.task.ClipFacts;
import dev.starling.media.encoding.GopStructure;
import dev.starling.media.encoding.PictureType;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Decides where the tails of a member begin, and how coarse they are. */
record TailPlan(TailRule rule) {
    private static final double EMERGENCY_CRF_STEP = 12;
    private static final double NEIGHBOUR_CRF_STEP = 4;
    private static final double MAX_CRF = Profile.MAX_X264_CRF;

    /** A path that collapses is noticed within about this time. */
    private static final double SECONDS_BETWEEN = 1;

    private static final int MAX_TAILS = 4;
    /** A tail shorter than this, up to the next IDR picture or the end of the clip, is not worth its bytes. */
    private static final double MIN_SECONDS = 0.4;

    /**
     * A tail to make.
     *
     * @param from its first access unit, in decoding order; a P picture
     * @param crfStep how much its CRF is above the member's
     */
    record Point(int from, double crfStep) {}

    /** The tails of a member, in the order in which they begin. */
    List<Point> points(ClipFacts clip, GopStructure types, Profile.H264 profile, double bitsPerSecond) {
        double crf = profile.rateControl().rateFactor();
        double wanted = switch (rule.mode()) {
            case NONE -> 0;
            case EMERGENCY -> EMERGENCY_CRF_STEP;
            case NEIGHBOUR -> NEIGHBOUR_CRF_STEP;
        };
        double step = Math.min(wanted, MAX_CRF - crf);
        if (step < NEIGHBOUR_CRF_STEP || bitsPerSecond < rule.minBitsPerSecond()) {
            return List.of();
        }
        double seconds = (double) clip.durationTicks() / Title.TIMESCALE;
        double perPicture = seconds / clip.frameCount();
        List<Integer> possible = possible(types, (int) Math.ceil(MIN_SECONDS / perPicture));
        int count = Math.clamp(Math.round(seconds / SECONDS_BETWEEN) - 1, 1, MAX_TAILS);
        List<Point> points = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            double ideal = (double) clip.frameCount() * i / (count + 1);
            possible.stream()
                    .min(Comparator.comparingDouble(from -> Math.abs(from - ideal)))
                    .map(from -> new Point(from, step))
                    .filter(point -> !points.contains(point))
                    .ifPresent(points::add);
        }
        return points;
    }

    /**
     * The access units at which a tail may begin: P pictures with enough pictures before them, and after them until the
     * next IDR picture. Before a P picture all pictures up to the P or IDR picture before it in display order have been
     * decoded, and no other.
     */
    private static List<Integer> possible(GopStructure structure, int minPictures) {
        List<PictureType> types = structure.types();
        List<Integer> possible = new ArrayList<>();
        int anchor = 0;
        for (int i = 1; i < types.size(); i++) {
            if (types.get(i) == PictureType.B) {
                continue;
            }
            int from = anchor + 1;
            if (types.get(i) == PictureType.P && from >= minPictures && groupEnd(types, i) - from >= minPictures) {
                possible.add(from);
            }
            anchor = i;
        }
        return possible;
    }

    private static int groupEnd(List<PictureType> types, int from) {
        int end = from;
        while (end < types.size() && types.get(end) != PictureType.IDR) {
            end++;
        }
        return end;
    }
}
