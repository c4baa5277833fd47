package dev.starling.media.clip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides where clips end: pictures go in one by one, and clips come out as soon as their end is certain. A clip ends
 * at a scene cut if there is one within the allowed lengths, otherwise after the usual length; if a cut comes too soon
 * after that, halfway to the cut. Of several cuts closer together than the minimum length, it takes the strongest. The
 * same pictures always give the same clips. The pictures waiting for a decision never last longer than the maximum plus
 * the minimum length plus the detector's look-ahead.
 */
final class ClipPlanner {
    /**
     * A clip.
     *
     * @param firstPicture number of its first picture in the title, from 0
     * @param start presentation time of its first picture, in 1/90000 s
     * @param end end of its last picture, in 1/90000 s
     */
    record PlannedClip(long firstPicture, int pictureCount, long start, long end, boolean startsAtSceneCut) {}

    /** A judged picture: its presentation time, and the strength of the cut before it, 0 for none. */
    private record Mark(long time, double cutStrength) {}

    private final ClipLengths lengths;
    private final SceneCutDetector detector;
    /** Presentation times of the pictures that are not judged yet. */
    private final List<Long> unjudged = new ArrayList<>();
    /** Judged pictures, from the first picture of the current clip on. */
    private final List<Mark> marks = new ArrayList<>();

    private long firstPicture;

    ClipPlanner(ClipLengths lengths, SceneCutDetector detector) {
        this.lengths = lengths;
        this.detector = detector;
    }

    /** Adds the next picture. */
    void add(FrameSignature signature, long presentationTime) {
        detector.add(signature);
        unjudged.add(presentationTime);
        while (detector.canJudge()) {
            judgeNext();
        }
    }

    private void judgeNext() {
        marks.add(new Mark(unjudged.removeFirst(), detector.judge()));
    }

    /** The next clip whose end is certain, while more pictures may follow. */
    Optional<PlannedClip> next() {
        if (marks.isEmpty()) {
            return Optional.empty();
        }
        long start = marks.getFirst().time();
        long horizon = marks.getLast().time();
        int cut = bestCut(start, horizon);
        if (cut > 0) {
            // Certain once all rival cuts are known, and the next clip cannot become too short.
            boolean certain = horizon >= marks.get(firstCut(start)).time() + lengths.minTicks()
                    && horizon >= marks.get(cut).time() + lengths.minTicks();
            return certain ? Optional.of(endingAt(cut)) : Optional.empty();
        }
        long usual = start + lengths.usualTicks();
        if (horizon < Math.max(start + lengths.maxTicks(), usual + lengths.minTicks())) {
            return Optional.empty();
        }
        int soon = cutBetween(start + lengths.maxTicks(), usual + lengths.minTicks());
        return Optional.of(
                endingAt(nearest(soon > 0 ? middle(start, marks.get(soon).time()) : usual)));
    }

    /** The next clip, when there are no more pictures and the last one ends at {@code end}. Call until empty. */
    Optional<PlannedClip> next(long end) {
        while (!unjudged.isEmpty()) {
            judgeNext();
        }
        if (marks.isEmpty()) {
            return Optional.empty();
        }
        long start = marks.getFirst().time();
        int cut = bestCut(start, end - lengths.minTicks());
        if (cut > 0) {
            return Optional.of(endingAt(cut));
        }
        if (end - start <= lengths.maxTicks()) {
            return Optional.of(clip(marks.size(), end));
        }
        int later = cutBetween(start + lengths.maxTicks(), end - lengths.minTicks());
        int half = nearest(middle(start, later > 0 ? marks.get(later).time() : end));
        return Optional.of(half < marks.size() ? endingAt(half) : clip(marks.size(), end));
    }

    private static long middle(long start, long end) {
        return start + (end - start) / 2;
    }

    /** Index of the first cut that is later than {@code after} and at most at {@code latest}, 0 for none. */
    private int cutBetween(long after, long latest) {
        for (int i = 1; i < marks.size() && marks.get(i).time() <= latest; i++) {
            if (marks.get(i).time() > after && marks.get(i).cutStrength() > 0) {
                return i;
            }
        }
        return 0;
    }

    /** Index of the first cut within the allowed lengths, 0 for none. */
    private int firstCut(long start) {
        for (int i = atOrAfter(start + lengths.minTicks()); i < marks.size(); i++) {
            if (marks.get(i).time() > start + lengths.maxTicks()) {
                return 0;
            }
            if (marks.get(i).cutStrength() > 0) {
                return i;
            }
        }
        return 0;
    }

    /** Index of the strongest cut less than the minimum length after the first allowed one, 0 for none. */
    private int bestCut(long start, long latest) {
        int first = firstCut(start);
        if (first == 0 || marks.get(first).time() > latest) {
            return 0;
        }
        long rivalsUntil = Math.min(marks.get(first).time() + lengths.minTicks(), start + lengths.maxTicks());
        int best = first;
        for (int i = first + 1; i < marks.size(); i++) {
            long time = marks.get(i).time();
            if (time >= rivalsUntil || time > latest) {
                break;
            }
            if (marks.get(i).cutStrength() > marks.get(best).cutStrength()) {
                best = i;
            }
        }
        return best;
    }

    /** Index of the first picture at or after {@code time}, other than the clip's first. */
    private int atOrAfter(long time) {
        for (int i = 1; i < marks.size(); i++) {
            if (marks.get(i).time() >= time) {
                return i;
            }
        }
        return marks.size();
    }

    /** Index of the picture that starts nearest to {@code time}, other than the clip's first. */
    private int nearest(long time) {
        int after = atOrAfter(time);
        if (after == marks.size() || after == 1) {
            return after;
        }
        return time - marks.get(after - 1).time() < marks.get(after).time() - time ? after - 1 : after;
    }

    private PlannedClip endingAt(int index) {
        return clip(index, marks.get(index).time());
    }

    private PlannedClip clip(int pictureCount, long end) {
        Mark first = marks.getFirst();
        PlannedClip clip = new PlannedClip(firstPicture, pictureCount, first.time(), end, first.cutStrength() > 0);
        marks.subList(0, pictureCount).clear();
        firstPicture += pictureCount;
        return clip;
    }
}
