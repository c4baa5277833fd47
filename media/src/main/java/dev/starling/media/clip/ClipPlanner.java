package dev.starling.media.clip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides where clips end: pictures go in one by one, clips come out as soon as their end is certain. A clip ends at a
 * scene cut where one lies within the admissible lengths (of several closer together than the least length, at the
 * strongest); where none does, after the usual length. The same pictures always give the same clips, and never more
 * than the greatest length, plus the least, plus the detector's look-ahead are waiting.
 */
final class ClipPlanner {
    /** A clip, by the title's picture numbers and times in 1/90000 s. */
    record PlannedClip(long firstPicture, int pictureCount, long start, long end, boolean startsAtSceneCut) {}

    private record Mark(long time, double cutStrength) {}

    private final ClipLengths lengths;
    private final SceneCutDetector detector;
    /** Pictures seen but not judged yet: their times. */
    private final List<Long> unjudged = new ArrayList<>();
    /** Judged pictures from the current clip's first on. */
    private final List<Mark> marks = new ArrayList<>();

    private long firstPicture;

    ClipPlanner(ClipLengths lengths, SceneCutDetector detector) {
        this.lengths = lengths;
        this.detector = detector;
    }

    /** Takes the next picture in. */
    void add(FrameSignature signature, long presentationTime) {
        detector.add(signature);
        unjudged.add(presentationTime);
        judge(false);
    }

    private void judge(boolean ended) {
        while (detector.canJudge(ended)) {
            marks.add(new Mark(unjudged.removeFirst(), detector.judge()));
        }
    }

    /** The next clip whose end is certain while more pictures may come. */
    Optional<PlannedClip> next() {
        if (marks.isEmpty()) {
            return Optional.empty();
        }
        long start = marks.getFirst().time();
        long horizon = marks.getLast().time();
        int cut = bestCut(start, horizon);
        if (cut > 0) {
            // Certain once the whole range of rivals is known, and that the clip after it will not be too short.
            boolean certain = horizon >= marks.get(firstCut(start)).time() + lengths.leastTicks()
                    && horizon >= marks.get(cut).time() + lengths.leastTicks();
            return certain ? Optional.of(endingAt(halved(start, cut))) : Optional.empty();
        }
        return horizon >= start + lengths.mostTicks()
                ? Optional.of(endingAt(atOrAfter(start + lengths.usualTicks())))
                : Optional.empty();
    }

    /** The next clip when no more pictures will come and the last one ends at {@code end}; call until empty. */
    Optional<PlannedClip> next(long end) {
        judge(true);
        if (marks.isEmpty()) {
            return Optional.empty();
        }
        long start = marks.getFirst().time();
        int cut = bestCut(start, end - lengths.leastTicks());
        if (cut > 0) {
            return Optional.of(endingAt(halved(start, cut)));
        }
        long rest = end - start;
        if (rest <= splitAbove()) {
            return Optional.of(clip(marks.size(), end));
        }
        long parts = Math.max(2, Math.round((double) rest / lengths.usualTicks()));
        int middle = atOrAfter(start + rest / parts);
        return Optional.of(middle < marks.size() ? endingAt(middle) : clip(marks.size(), end));
    }

    /**
     * Stretches longer than this are better cut in two than left whole: halfway between the usual and the greatest
     * length.
     */
    private long splitAbove() {
        return (lengths.usualTicks() + lengths.mostTicks()) / 2;
    }

    private int firstCut(long start) {
        for (int i = atOrAfter(start + lengths.leastTicks()); i < marks.size(); i++) {
            if (marks.get(i).time() > start + lengths.mostTicks()) {
                return 0;
            }
            if (marks.get(i).cutStrength() > 0) {
                return i;
            }
        }
        return 0;
    }

    /**
     * The cut to end the clip at, or 0: the strongest of those closer than the least length to the first admissible
     * one.
     */
    private int bestCut(long start, long latest) {
        int first = firstCut(start);
        if (first == 0 || marks.get(first).time() > latest) {
            return 0;
        }
        long rivalsEnd = Math.min(marks.get(first).time() + lengths.leastTicks(), start + lengths.mostTicks());
        int best = first;
        for (int i = first + 1; i < marks.size(); i++) {
            long time = marks.get(i).time();
            if (time >= rivalsEnd || time > latest) {
                break;
            }
            if (marks.get(i).cutStrength() > marks.get(best).cutStrength()) {
                best = i;
            }
        }
        return best;
    }

    /**
     * The end of the clip when the stretch up to {@code cut} is to be covered: the cut, or the middle of a long
     * stretch.
     */
    private int halved(long start, int cut) {
        long length = marks.get(cut).time() - start;
        if (length <= splitAbove()) {
            return cut;
        }
        return Math.min(cut, atOrAfter(start + length / 2));
    }

    private int atOrAfter(long time) {
        for (int i = 1; i < marks.size(); i++) {
            if (marks.get(i).time() >= time) {
                return i;
            }
        }
        return marks.size();
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
