package dev.starling.lab.evaluate;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;

/**
 * The mean of a figure over traces, with a 95 % interval by the cluster bootstrap: whole logs are drawn with
 * replacement, because traces cut from one log are not independent.
 *
 * @param seed the same seed gives the same intervals
 */
public record ClusterBootstrap(long seed) {
    /** With fewer logs a bootstrap has too few different draws to mean anything. */
    public static final int MIN_LOGS = 5;

    private static final int DRAWS = 2000;
    private static final double TAIL = 0.025;

    /**
     * A mean with its interval.
     *
     * @param mean over all traces
     * @param interval 95 %, if there are at least {@link #MIN_LOGS} logs
     */
    public record Estimate(double mean, Optional<Interval> interval) {}

    /**
     * An interval.
     *
     * @param low its lower end
     * @param high its upper end
     */
    public record Interval(double low, double high) {}

    /** Sum and number of the values of one log. */
    private record Log(double sum, int count) {
        Log plus(double value) {
            return new Log(sum + value, count + 1);
        }
    }

    /** The mean of a figure over sessions. */
    public Estimate estimate(List<SessionFigures> sessions, SessionFigures.Figure figure) {
        Map<String, Log> logs = new LinkedHashMap<>();
        for (SessionFigures session : sessions) {
            String log = session.trace().family() + "/" + session.trace().log();
            logs.put(log, logs.getOrDefault(log, new Log(0, 0)).plus(figure.of(session)));
        }
        double mean = sessions.stream().mapToDouble(figure::of).average().orElse(Double.NaN);
        return new Estimate(mean, logs.size() < MIN_LOGS ? Optional.empty() : Optional.of(interval(logs.values())));
    }

    private Interval interval(Collection<Log> all) {
        List<Log> logs = List.copyOf(all);
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        double[] means = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < logs.size(); i++) {
                Log log = logs.get(random.nextInt(logs.size()));
                sum += log.sum();
                count += log.count();
            }
            means[draw] = sum / count;
        }
        Arrays.sort(means);
        int tail = (int) Math.round(DRAWS * TAIL);
        return new Interval(means[tail], means[DRAWS - 1 - tail]);
    }
}
