package dev.starling.swarm.steer;

import java.util.List;

/**
 * How paths change, learned from traces. The rates that are measured of a path give a short and a long horizon; their
 * mean is what is expected of the next clip. The expectation, the deviation of the short horizon from the long one, and
 * the mean error of what was expected are a Markov chain: the next clip's rate differs from the expected one by one of
 * several equally likely steps, which depend on deviation and error, and moves all three. Rates are logarithmic; a step
 * of 1 is a doubling.
 *
 * @param horizons how measured rates become an expectation
 * @param deviations classes of the deviation, in doublings, rising
 * @param errors classes of the mean error, in doublings, rising
 * @param next for each class of deviation and error the equally likely steps to the rate of the next clip, rising
 * @param flight how the rest of a clip in flight differs; the last one holds for any longer rest
 */
public record PathModel(
        Horizons horizons,
        List<Double> deviations,
        List<Double> errors,
        List<List<List<Double>>> next,
        List<Flight> flight) {
    /** A path that stays as it is. */
    static final PathModel STEADY = new PathModel(
            new Horizons(0, 0, 0, 0),
            List.of(0.0),
            List.of(0.0),
            List.of(List.of(List.of(0.0))),
            List.of(new Flight(1, List.of(0.0), List.of(List.of(0.0)))));

    private static final double MAX_STEP = 20;

    /**
     * How measured rates become an expectation: the geometric mean of a short and a long horizon.
     *
     * @param shortShare the part of the latest rate in the short horizon, 0–1
     * @param longShare the part of the latest rate in the long horizon, 0–1
     * @param longWeight the weight of the long horizon in the expectation, 0–1
     * @param errorShare the part of the latest error in the mean error, 0–1
     */
    public record Horizons(double shortShare, double longShare, double longWeight, double errorShare) {
        public Horizons {
            for (double share : new double[] {shortShare, longShare, longWeight, errorShare}) {
                check(share >= 0 && share <= 1, "shares must be within 0 … 1: " + share);
            }
        }
    }

    /**
     * The rest of a clip that is being sent.
     *
     * @param untilSeconds the longest rest that this holds for, at the expected rate
     * @param deviations classes of the deviation of the last second's rate from the expected one, in doublings, rising
     * @param rest for each class equally likely steps from the expected rate to that of the rest, rising
     */
    public record Flight(double untilSeconds, List<Double> deviations, List<List<Double>> rest) {
        public Flight {
            checkRising(deviations, "flight.deviations");
            check(rest.size() == deviations.size(), "flight.rest must have a list for each deviation");
            rest.forEach(it -> checkSteps(it, "flight.rest"));
            checkSameCount(rest, "flight.rest");
            deviations = List.copyOf(deviations);
            rest = rest.stream().map(List::copyOf).toList();
        }

        /** The equally likely rates of the rest. */
        double[] rates(double expected, double recent) {
            double deviation = Math.log(Math.max(recent, Double.MIN_NORMAL) / expected) / Math.log(2);
            int low = 0;
            while (low + 2 < deviations.size() && deviations.get(low + 1) <= deviation) {
                low++;
            }
            int high = Math.min(low + 1, deviations.size() - 1);
            double share = high == low
                    ? 0
                    : Math.clamp(
                            (deviation - deviations.get(low)) / (deviations.get(high) - deviations.get(low)), 0, 1);
            double[] rates = new double[rest.get(low).size()];
            for (int i = 0; i < rates.length; i++) {
                double of = rest.get(low).get(i);
                rates[i] = expected * Math.pow(2, of + share * (rest.get(high).get(i) - of));
            }
            return rates;
        }
    }

    public PathModel {
        checkRising(deviations, "deviations");
        checkRising(errors, "errors");
        check(next.size() == deviations.size(), "next must have a list for each deviation");
        for (List<List<Double>> ofDeviation : next) {
            check(ofDeviation.size() == errors.size(), "next must have a list for each error");
            ofDeviation.forEach(it -> checkSteps(it, "next"));
        }
        checkSameCount(next.stream().flatMap(List::stream).toList(), "next");
        check(!flight.isEmpty(), "flight is empty");
        for (int i = 0; i < flight.size(); i++) {
            check(
                    flight.get(i).untilSeconds()
                            > (i == 0 ? 0 : flight.get(i - 1).untilSeconds()),
                    "flight.untilSeconds must rise");
        }
        flight = List.copyOf(flight);
        deviations = List.copyOf(deviations);
        errors = List.copyOf(errors);
        next = next.stream().map(it -> it.stream().map(List::copyOf).toList()).toList();
    }

    /**
     * The equally likely rates of the rest of a clip.
     *
     * @param restBits what is left
     * @param expected the rate that was expected of the clip
     * @param recent the rate of the last second
     */
    public double[] restRates(double restBits, double expected, double recent) {
        for (Flight each : flight) {
            if (restBits / expected <= each.untilSeconds()) {
                return each.rates(expected, recent);
            }
        }
        return flight.getLast().rates(expected, recent);
    }

    private static void checkSameCount(List<List<Double>> steps, String name) {
        check(
                steps.stream().allMatch(it -> it.size() == steps.getFirst().size()),
                "all lists of " + name + " must have the same number of steps");
    }

    private static void checkRising(List<Double> classes, String name) {
        check(!classes.isEmpty(), name + " is empty");
        for (int i = 0; i < classes.size(); i++) {
            boolean rises = i == 0 || classes.get(i) > classes.get(i - 1);
            check(rises && Math.abs(classes.get(i)) <= MAX_STEP, name + " must rise: " + classes);
        }
    }

    private static void checkSteps(List<Double> steps, String name) {
        check(!steps.isEmpty(), name + " is empty");
        for (int i = 0; i < steps.size(); i++) {
            check(
                    Math.abs(steps.get(i)) <= MAX_STEP && (i == 0 || steps.get(i) >= steps.get(i - 1)),
                    name + " must rise within ±" + MAX_STEP + ": " + steps);
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
