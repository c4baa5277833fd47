package dev.starling.media.clip;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds hard cuts in a stream of pictures. A cut is a step in content that stands out from the motion around it and is
 * not the start or the end of a flash, after which the scene returns. To recognise a flash, a picture is judged only
 * after the {@link #lookAhead()} pictures that follow it.
 */
final class SceneCutDetector {
    /** The smallest step of a cut, in sample levels. */
    private static final double MIN_STEP = 12;
    /** The smallest ratio of a cut's step to the mean step around it. */
    private static final double MIN_CONTRAST = 3;
    /** If pictures on both sides of the step differ by less than this share of it, the scene has returned. */
    private static final double MIN_PERSISTENCE = 0.5;

    private final int lookAhead;
    /** The next picture to judge, up to lookAhead + 1 pictures before it and up to lookAhead after it. */
    private final List<FrameSignature> window = new ArrayList<>();
    /** steps.get(i) is the distance of window picture i from the one before it; 0 for the title's first. */
    private final List<Double> steps = new ArrayList<>();

    private int nextToJudge;

    /** @param lookAhead the most pictures that a flash lasts */
    SceneCutDetector(int lookAhead) {
        this.lookAhead = Math.max(2, lookAhead);
    }

    /** How many pictures must follow a picture before it can be judged, at least 2. */
    int lookAhead() {
        return lookAhead;
    }

    /** Adds the next picture. */
    void add(FrameSignature signature) {
        steps.add(window.isEmpty() ? 0 : window.getLast().distance(signature));
        window.add(signature);
    }

    /** Whether the pictures that the next judgement needs were added. At the end of the title it does without them. */
    boolean canJudge() {
        return window.size() - 1 - nextToJudge >= lookAhead;
    }

    /** Judges the next picture: the size of the step before it if it starts a scene, otherwise 0. */
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
        if (index == 0 || step < MIN_STEP || step < MIN_CONTRAST * meanStepAround(index)) {
            return 0;
        }
        double persistent = MIN_PERSISTENCE * step;
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

    /** Mean of the steps near a picture, without its own. Each counts at most as its own: another cut is not motion. */
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
