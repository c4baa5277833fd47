package dev.starling.media.clip;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds hard cuts in a stream of pictures. A cut is a step in content that stands out of the motion around it and that
 * neither comes back (a flash, a lightning) nor came from there. Because of the latter a picture is judged only when
 * {@link #lookAhead()} more have been seen.
 */
final class SceneCutDetector {
    /** A step smaller than this, in sample levels, is no cut however calm its surroundings are. */
    private static final double LEAST_STEP = 12;
    /** A cut's step is at least so many times the mean step around it. */
    private static final double LEAST_CONTRAST = 3;
    /** Pictures across the step must differ by at least this share of it, or the scene has come back. */
    private static final double LEAST_PERSISTENCE = 0.5;

    private final int lookAhead;
    /** The pictures around the next one to be judged: up to lookAhead + 1 before it, itself, up to lookAhead after. */
    private final List<FrameSignature> window = new ArrayList<>();
    /** steps.get(i) is the distance of window picture i from its predecessor; 0 for the title's first. */
    private final List<Double> steps = new ArrayList<>();

    private int nextToJudge;

    /** @param lookAhead how many pictures a flash may last */
    SceneCutDetector(int lookAhead) {
        this.lookAhead = Math.max(2, lookAhead);
    }

    int lookAhead() {
        return lookAhead;
    }

    /** Takes the next picture in. */
    void add(FrameSignature signature) {
        steps.add(window.isEmpty() ? 0 : window.getLast().distance(signature));
        window.add(signature);
    }

    /** Whether enough has been seen to judge the next picture in turn. */
    boolean canJudge(boolean ended) {
        int seenAhead = window.size() - 1 - nextToJudge;
        return ended ? seenAhead >= 0 : seenAhead >= lookAhead;
    }

    /** Judges the next picture in turn: the height of the step before it when it starts a scene, else 0. */
    double judge() {
        double strength = strength(nextToJudge);
        nextToJudge++;
        if (nextToJudge > lookAhead + 1) {
            window.removeFirst();
            steps.removeFirst();
            nextToJudge--;
        }
        return strength;
    }

    private double strength(int index) {
        double step = steps.get(index);
        if (index == 0 || step < LEAST_STEP || step < LEAST_CONTRAST * meanStepAround(index)) {
            return 0;
        }
        double persistent = LEAST_PERSISTENCE * step;
        FrameSignature before = window.get(index - 1);
        FrameSignature after = window.get(index);
        for (int i = index + 1; i < window.size() && i <= index + lookAhead; i++) {
            if (before.distance(window.get(i)) < persistent) {
                return 0;
            }
        }
        for (int i = index - 2; i >= 0 && i >= index - 1 - lookAhead; i--) {
            if (after.distance(window.get(i)) < persistent) {
                return 0;
            }
        }
        return step;
    }

    /**
     * Of the steps near a picture without its own; another cut close by is not motion, so each counts at most as this
     * one.
     */
    private double meanStepAround(int index) {
        double sum = 0;
        int count = 0;
        for (int i = Math.max(1, index - lookAhead); i < steps.size() && i <= index + lookAhead; i++) {
            if (i != index) {
                sum += Math.min(steps.get(i), steps.get(index));
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
