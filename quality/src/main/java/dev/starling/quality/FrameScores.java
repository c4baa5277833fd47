package dev.starling.quality;

import java.util.Map;

/**
 * The scores of one frame.
 *
 * @param frame position in the sequence of pairs, from 0
 * @param scores one entry per requested metric
 */
public record FrameScores(int frame, Map<Metric, Score> scores) {

    public FrameScores {
        scores = Map.copyOf(scores);
    }

    /**
     * The score of a metric.
     *
     * @throws IllegalArgumentException if the metric was not measured
     */
    public Score score(Metric metric) {
        Score score = scores.get(metric);
        if (score == null) {
            throw new IllegalArgumentException(metric.name() + " was not measured, only " + scores.keySet());
        }
        return score;
    }
}
