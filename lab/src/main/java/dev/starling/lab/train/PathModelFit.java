package dev.starling.lab.train;

import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.PathModel;
import dev.starling.swarm.steer.PathModel.Flight;
import dev.starling.swarm.steer.PathModel.Horizons;
import dev.starling.swarm.steer.RateHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Learns a {@link PathModel} from traces: downloads clips one after the other, of sizes that players would choose, and
 * counts by how much the next rate, and the rate of the rest, differ from what was expected.
 */
public final class PathModelFit {
    private static final double LEAST_CLIP_SECONDS = 2;
    private static final double MOST_CLIP_SECONDS = 6;
    /** Sessions on the traces of a family: each family counts equally. */
    private static final int SESSIONS = 300;

    private static final int CLIPS = 60;
    /** Clips before this one are not counted: nothing is known yet. */
    private static final int FIRST_COUNTED = 4;

    private static final double CHECK_SECONDS = 0.25;
    private static final double LONG_SHARE = 0.15;
    private static final double ERROR_SHARE = 0.25;
    private static final int STEPS = 10;
    /** Where the classes of the deviation end, as shares of the samples; the outer ones hold what is rare. */
    private static final double[] DEVIATION_ENDS = {0.02, 0.1, 0.3, 0.7, 0.9, 0.98, 1};

    /** So many samples make the steps of a class of deviation and error. */
    private static final int NEAREST = 1500;
    /** Places on the axes further out than this, in classes, count as this far. */
    private static final double OUTSIDE = 0.5;

    private static final double[] RECENT_ENDS = {0.02, 0.06, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1};
    private static final double MIN_STEP = 1e-3;
    private static final double MAX_DOUBLINGS = 8;
    private static final double[] ERROR_ENDS = {0.33, 0.67, 1};
    private static final double[] REST_SECONDS = {0.5, 1, 2, 4, 8, 1000};
    private static final double LOG_2 = Math.log(2);

    private final List<Session> sessions = new ArrayList<>();

    /** The rates of the clips of one session, and moments in flight. */
    private record Session(List<Double> rates, List<Moment> moments) {}

    /**
     * A moment in a clip.
     *
     * @param clip its index
     * @param recent the rate of the last second
     * @param restBits what is left
     * @param restSeconds the time it takes
     */
    private record Moment(int clip, double recent, double restBits, double restSeconds) {}

    /**
     * A clip.
     *
     * @param before what was known of the path
     * @param step from the expected rate to the rate that came, in doublings
     */
    private record Sample(RateHistory.Path before, double step) {}

    private PathModelFit() {}

    /** Learns from families of traces; the same seed gives the same model. */
    public static PathModel fit(List<List<BandwidthTrace>> families, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        PathModelFit fit = new PathModelFit();
        for (List<BandwidthTrace> family : families) {
            for (int i = 0; i < SESSIONS; i++) {
                fit.sessions.add(session(family.get(i % family.size()), random));
            }
        }
        Horizons horizons = fit.horizons();
        return fit.model(horizons);
    }

    private static Session session(BandwidthTrace trace, RandomGenerator random) {
        BandwidthTrace.Cursor cursor = trace.cursor();
        double now = random.nextDouble() * trace.seconds();
        double[] rates = new double[CLIPS];
        List<Moment> moments = new ArrayList<>();
        double guess = trace.meanBitsPerSecond();
        double seconds = random.nextDouble(LEAST_CLIP_SECONDS, MOST_CLIP_SECONDS);
        for (int clip = 0; clip < CLIPS; clip++) {
            double bits = seconds * guess * Math.exp(-0.1 + 0.5 * random.nextGaussian());
            double before = cursor.bitsUntil(now);
            double end = cursor.timeOf(before + bits);
            for (double check = now + CHECK_SECONDS; check < end; check += CHECK_SECONDS) {
                double carried = cursor.bitsUntil(check);
                double since = Math.max(now, check - 1);
                double recent = (carried - cursor.bitsUntil(since)) / (check - since);
                moments.add(new Moment(clip, recent, before + bits - carried, end - check));
            }
            rates[clip] = bits / (end - now);
            guess = Math.exp(Math.log(guess) + 0.5 * Math.log(rates[clip] / guess));
            // Players sleep when their buffer is full.
            now = end + (random.nextInt(5) == 0 ? 3 * random.nextDouble() : 0);
        }
        return new Session(Arrays.stream(rates).boxed().toList(), moments);
    }

    /** The horizons whose expectations are nearest to what came. */
    private Horizons horizons() {
        Horizons best = new Horizons(1, LONG_SHARE, 0, ERROR_SHARE);
        double least = Double.POSITIVE_INFINITY;
        for (double shortShare = 0.4; shortShare <= 1; shortShare += 0.1) {
            for (double longWeight = 0; longWeight <= 0.5; longWeight += 0.05) {
                Horizons horizons = new Horizons(Math.min(1, shortShare), LONG_SHARE, longWeight, ERROR_SHARE);
                double squares = samples(horizons).stream()
                        .mapToDouble(it -> it.step() * it.step())
                        .average()
                        .orElseThrow();
                if (squares < least) {
                    least = squares;
                    best = horizons;
                }
            }
        }
        return best;
    }

    private List<Sample> samples(Horizons horizons) {
        List<Sample> samples = new ArrayList<>();
        for (Session session : sessions) {
            RateHistory history = new RateHistory(horizons);
            for (int clip = 0; clip < CLIPS; clip++) {
                if (clip >= FIRST_COUNTED) {
                    RateHistory.Path before = history.path();
                    samples.add(new Sample(before, log(session.rates().get(clip) / before.bitsPerSecond())));
                }
                history.add(session.rates().get(clip));
            }
        }
        return samples;
    }

    private PathModel model(Horizons horizons) {
        List<Sample> samples = samples(horizons);
        List<Double> deviations = means(samples, it -> it.before().deviation(), DEVIATION_ENDS);
        List<Double> errors = means(samples, it -> it.before().error(), ERROR_ENDS);
        double[][] places = samples.stream()
                .map(it -> new double[] {
                    place(deviations, it.before().deviation()),
                    place(errors, it.before().error())
                })
                .toArray(double[][]::new);
        List<List<List<Double>>> next = IntStream.range(0, deviations.size())
                .mapToObj(deviation -> IntStream.range(0, errors.size())
                        .mapToObj(error -> steps(nearest(samples, places, deviation, error)))
                        .toList())
                .toList();
        return new PathModel(horizons, deviations, errors, next, flight(horizons));
    }

    /** The means of classes that end at some shares of the samples. */
    private static List<Double> means(List<Sample> samples, ToDoubleFunction<Sample> by, double[] ends) {
        return rising(
                classes(samples, by, ends).stream().map(it -> mean(it, by)).toList());
    }

    /** The place of a value on an axis, on which classes are whole numbers. */
    private static double place(List<Double> classes, double value) {
        int below = 0;
        while (below + 2 < classes.size() && classes.get(below + 1) <= value) {
            below++;
        }
        double step = classes.get(below + 1) - classes.get(below);
        return Math.clamp(below + (value - classes.get(below)) / step, -OUTSIDE, classes.size() - 1 + OUTSIDE);
    }

    /** The steps of the samples nearest to a class of deviation and error. */
    private static double[] nearest(List<Sample> samples, double[][] places, int deviation, int error) {
        double[] distances = Arrays.stream(places)
                .mapToDouble(it -> Math.hypot(it[0] - deviation, it[1] - error))
                .toArray();
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        double within = sorted[Math.min(NEAREST, sorted.length) - 1];
        return IntStream.range(0, distances.length)
                .filter(it -> distances[it] <= within)
                .limit(NEAREST)
                .mapToDouble(it -> samples.get(it).step())
                .toArray();
    }

    /** The same, moved apart where they are equal: on a steady path all classes are. */
    private static List<Double> rising(List<Double> classes) {
        List<Double> rising = new ArrayList<>();
        for (double each : classes) {
            rising.add(rising.isEmpty() ? each : Math.max(each, rising.getLast() + MIN_STEP));
        }
        return rising;
    }

    private static <T> double mean(List<T> samples, ToDoubleFunction<T> of) {
        return samples.stream().mapToDouble(of).average().orElseThrow();
    }

    /** The samples in classes that end at some shares of them. */
    private static <T> List<List<T>> classes(List<T> samples, ToDoubleFunction<T> by, double[] ends) {
        List<T> sorted = samples.stream().sorted(Comparator.comparingDouble(by)).toList();
        List<List<T>> classes = new ArrayList<>();
        int from = 0;
        for (double end : ends) {
            // Of few samples some are in two classes: none is empty.
            int until = Math.max((int) Math.round(end * sorted.size()), 1);
            classes.add(sorted.subList(Math.min(from, until - 1), until));
            from = until;
        }
        return classes;
    }

    private List<Flight> flight(Horizons horizons) {
        List<Flight> flights = new ArrayList<>();
        List<Rest> rests = rests(horizons);
        double from = 0;
        for (double until : REST_SECONDS) {
            double least = from;
            List<Rest> own = rests.stream()
                    .filter(it -> it.seconds() > least && it.seconds() <= until)
                    .toList();
            List<List<Rest>> classes = classes(own.isEmpty() ? rests : own, Rest::deviation, RECENT_ENDS);
            flights.add(new Flight(
                    until,
                    rising(classes.stream().map(it -> mean(it, Rest::deviation)).toList()),
                    classes.stream()
                            .map(it -> steps(it.stream().mapToDouble(Rest::step).toArray()))
                            .toList()));
            from = until;
        }
        return flights;
    }

    /**
     * A moment in flight.
     *
     * @param seconds what the rest takes at the expected rate
     * @param deviation of the last second's rate from the expected one
     * @param step from the expected rate to that of the rest
     */
    private record Rest(double seconds, double deviation, double step) {}

    private List<Rest> rests(Horizons horizons) {
        List<Rest> rests = new ArrayList<>();
        for (Session session : sessions) {
            double[] expected = new double[CLIPS];
            RateHistory history = new RateHistory(horizons);
            for (int clip = 0; clip < CLIPS; clip++) {
                expected[clip] = history.path().bitsPerSecond();
                history.add(session.rates().get(clip));
            }
            for (Moment moment : session.moments()) {
                double rate = expected[moment.clip()];
                if (moment.clip() >= FIRST_COUNTED) {
                    rests.add(new Rest(
                            moment.restBits() / rate,
                            Math.max(-MAX_DOUBLINGS, log(moment.recent() / rate)),
                            Math.max(-MAX_DOUBLINGS, log(moment.restBits() / moment.restSeconds() / rate))));
                }
            }
        }
        return rests;
    }

    /** Equally likely steps; each has the mean time a bit takes in its part of the samples. */
    private static List<Double> steps(double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        List<Double> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            double seconds = 0;
            int from = sorted.length * i / STEPS;
            int until = Math.max(from + 1, sorted.length * (i + 1) / STEPS);
            for (int j = from; j < until; j++) {
                seconds += Math.pow(2, -sorted[j]);
            }
            double step = Math.clamp(-log(seconds / (until - from)), -MAX_DOUBLINGS, MAX_DOUBLINGS);
            // Means of equal samples may differ by rounding.
            steps.add(steps.isEmpty() ? step : Math.max(step, steps.getLast()));
        }
        return steps;
    }

    private static double log(double value) {
        return Math.log(value) / LOG_2;
    }
}
