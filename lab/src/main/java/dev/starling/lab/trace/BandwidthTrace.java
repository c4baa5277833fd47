package dev.starling.lab.trace;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The capacity of a network path over time: piecewise constant, and repeated from the start when it ends. All times are
 * in seconds since the first start.
 */
public final class BandwidthTrace {
    private final double[] until;
    private final double[] bitsPerSecond;
    /** The bits that the path carries until the end of each period. */
    private final double[] bitsUntil;

    private final double[] latencies;

    private BandwidthTrace(Builder builder) {
        int periods = builder.periods;
        until = Arrays.copyOf(builder.until, periods);
        bitsPerSecond = Arrays.copyOf(builder.bitsPerSecond, periods);
        latencies = builder.hasLatency ? Arrays.copyOf(builder.latencies, periods) : new double[0];
        bitsUntil = new double[periods];
        double start = 0;
        double bits = 0;
        for (int i = 0; i < periods; i++) {
            bits += bitsPerSecond[i] * (until[i] - start);
            bitsUntil[i] = bits;
            start = until[i];
        }
    }

    /** Collects the periods of a trace. */
    public static final class Builder {
        private static final int INITIAL_PERIODS = 256;

        private double[] until = new double[INITIAL_PERIODS];
        private double[] bitsPerSecond = new double[INITIAL_PERIODS];
        private double[] latencies = new double[INITIAL_PERIODS];
        private int periods;
        private boolean hasLatency;
        private double end;

        /**
         * Adds a period. A period without length is skipped.
         *
         * @param seconds its length
         * @param rate its capacity in bit/s
         * @throws IllegalArgumentException if one is negative or not finite
         */
        public Builder add(double seconds, double rate) {
            return add(seconds, rate, 0);
        }

        /** Adds a period with a one-way latency in seconds. */
        public Builder addWithLatency(double seconds, double rate, double latency) {
            requireMeasure("latency", latency);
            hasLatency = true;
            return add(seconds, rate, latency);
        }

        private Builder add(double seconds, double rate, double latency) {
            requireMeasure("length", seconds);
            requireMeasure("bandwidth", rate);
            if (seconds == 0) {
                return this;
            }
            end += seconds;
            append(rate, latency);
            return this;
        }

        /**
         * Adds a period that ends at a given time, so that long traces collect no rounding errors.
         *
         * @param endSeconds its end, at or after the end of the period before
         * @throws IllegalArgumentException if it ends earlier, or a number is negative or not finite
         */
        public Builder addUntil(double endSeconds, double rate) {
            requireMeasure("time", endSeconds);
            requireMeasure("bandwidth", rate);
            if (endSeconds < end) {
                throw new IllegalArgumentException("time goes back");
            }
            if (endSeconds > end) {
                end = endSeconds;
                append(rate, 0);
            }
            return this;
        }

        private void append(double rate, double latency) {
            boolean continues = periods > 0 && bitsPerSecond[periods - 1] == rate && latencies[periods - 1] == latency;
            if (continues) {
                until[periods - 1] = end;
                return;
            }
            if (periods == until.length) {
                int more = periods * 2;
                until = Arrays.copyOf(until, more);
                bitsPerSecond = Arrays.copyOf(bitsPerSecond, more);
                latencies = Arrays.copyOf(latencies, more);
            }
            until[periods] = end;
            bitsPerSecond[periods] = rate;
            latencies[periods] = latency;
            periods++;
        }

        private static void requireMeasure(String name, double value) {
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(name + " must be a finite number that is not negative: " + value);
            }
        }

        /**
         * The trace.
         *
         * @throws IllegalArgumentException if it has no length or never carries anything: a download would not end
         */
        public BandwidthTrace build() {
            if (periods == 0) {
                throw new IllegalArgumentException("the trace is empty");
            }
            BandwidthTrace trace = new BandwidthTrace(this);
            if (!(trace.bitsPerLoop() > 0)) {
                throw new IllegalArgumentException("the bandwidth is zero throughout");
            }
            return trace;
        }
    }

    /** The number of periods; neighbours differ. */
    public int periods() {
        return until.length;
    }

    /** The end of a period, in seconds. */
    public double until(int period) {
        return until[period];
    }

    /** The capacity during a period. */
    public double bitsPerSecond(int period) {
        return bitsPerSecond[period];
    }

    /** The one-way latency during a period, in seconds, if the trace has latencies. */
    public OptionalDouble latencySeconds(int period) {
        return latencies.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(latencies[period]);
    }

    /** The time after which the trace repeats. */
    public double seconds() {
        return until[until.length - 1];
    }

    /** The bits that the path carries before the trace repeats. */
    public double bitsPerLoop() {
        return bitsUntil[bitsUntil.length - 1];
    }

    /** The mean capacity. */
    public double meanBitsPerSecond() {
        return bitsPerLoop() / seconds();
    }

    /** The bits that the path carries from the start until a time. */
    public double bitsUntil(double time) {
        return cursor().bitsUntil(time);
    }

    /**
     * The earliest time by which the path has carried a number of bits: the inverse of {@link #bitsUntil(double)}.
     *
     * @param bits counted from the start of the trace, at least 0
     */
    public double timeOf(double bits) {
        return cursor().timeOf(bits);
    }

    /** Reads the trace from its start on. */
    public Cursor cursor() {
        return new Cursor();
    }

    /**
     * Reads a trace at times that lie near each other: gives the same as the trace, and begins to search where it found
     * something last. For one thread.
     */
    public final class Cursor {
        private int period;

        /** As {@link BandwidthTrace#bitsUntil(double)}. */
        public double bitsUntil(double time) {
            double loops = Math.floor(time / seconds());
            double inLoop = time - loops * seconds();
            period = firstAtLeast(until, inLoop, period);
            return loops * bitsPerLoop() + bitsBefore() + (inLoop - start()) * bitsPerSecond[period];
        }

        /** As {@link BandwidthTrace#timeOf(double)}. */
        public double timeOf(double bits) {
            double loops = Math.floor(bits / bitsPerLoop());
            double inLoop = bits - loops * bitsPerLoop();
            if (inLoop <= 0) {
                if (loops <= 0) {
                    return 0;
                }
                // All bits of the last loop, not the start of the next: the next may start with an outage.
                loops--;
                inLoop = bitsPerLoop();
            }
            period = firstAtLeast(bitsUntil, inLoop, period);
            return loops * seconds() + start() + (inLoop - bitsBefore()) / bitsPerSecond[period];
        }

        private double start() {
            return period == 0 ? 0 : until[period - 1];
        }

        private double bitsBefore() {
            return period == 0 ? 0 : bitsUntil[period - 1];
        }
    }

    /**
     * The first index whose value is at least the key; the last index if there is none.
     *
     * @param guess where to look first
     */
    private static int firstAtLeast(double[] ascending, double key, int guess) {
        int low = 0;
        int high = ascending.length - 1;
        if (guess == 0 || ascending[guess - 1] < key) {
            if (guess == high || ascending[guess] >= key) {
                return guess;
            }
            low = guess + 1;
            if (low == high || ascending[low] >= key) {
                return low;
            }
        } else {
            high = guess - 1;
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
