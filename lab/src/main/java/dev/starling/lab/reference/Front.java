package dev.starling.lab.reference;

import java.util.ArrayList;
import java.util.List;

/**
 * The states of an offline optimum after one chunk and one choice, by step of the path's time. Of two states one is
 * dropped if the other one has
 *
 * <ul>
 *   <li>a time in the same or an earlier step: a path never finishes a later request earlier;
 *   <li>at least its value (the sum of QoE so far);
 *   <li>at least its value without the price of its stalls. A state that has stalled longer has more buffer at the same
 *       time, but what that can save later is at most what it has paid.
 * </ul>
 *
 * @param <S> the states
 */
public final class Front<S extends Front.State> {
    private final double stepSeconds;
    private final long firstStep;
    private final List<List<S>> steps = new ArrayList<>();
    /** Two states this close in the price of their stalls are not both kept. */
    private final double tolerance;

    /** A state of a sequence of choices. */
    public interface State {
        /** The time of the path. */
        double time();

        /** What the sequence was worth so far. */
        Worth worth();
    }

    /**
     * What a sequence was worth so far.
     *
     * @param value the sum of QoE
     * @param quality the same without the price of stalls
     */
    public record Worth(double value, double quality) {
        boolean covers(Worth other, double tolerance) {
            return value >= other.value && quality + tolerance >= other.quality;
        }
    }

    /**
     * A front without states.
     *
     * @param earliest no state is earlier
     * @param perStalledSecond the price of a stall
     * @param stepSeconds the step of the path's time
     */
    public Front(double earliest, double perStalledSecond, double stepSeconds) {
        this.stepSeconds = stepSeconds;
        this.firstStep = (long) Math.floor(earliest / stepSeconds);
        this.tolerance = perStalledSecond * stepSeconds / 10;
    }

    /** Whether a state would be dropped within its step. */
    public boolean covers(double time, Worth worth) {
        int step = step(time);
        return step < steps.size() && coveredBy(steps.get(step), worth);
    }

    private boolean coveredBy(List<S> states, Worth worth) {
        for (S state : states) {
            if (state.worth().covers(worth, tolerance)) {
                return true;
            }
        }
        return false;
    }

    private int step(double time) {
        return Math.toIntExact((long) Math.floor(time / stepSeconds) - firstStep);
    }

    /** Adds a state. */
    public void add(S state) {
        int step = step(state.time());
        while (steps.size() <= step) {
            steps.add(new ArrayList<>(2));
        }
        List<S> states = steps.get(step);
        states.removeIf(it -> state.worth().covers(it.worth(), 0));
        states.add(state);
    }

    /** The states that no earlier one covers. */
    public List<S> kept() {
        List<S> kept = new ArrayList<>();
        List<S> front = new ArrayList<>();
        for (List<S> states : steps) {
            for (S state : states) {
                if (!coveredBy(front, state.worth())) {
                    front.removeIf(it -> state.worth().covers(it.worth(), 0));
                    front.add(state);
                    kept.add(state);
                }
            }
        }
        return kept;
    }
}
