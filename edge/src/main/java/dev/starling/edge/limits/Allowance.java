package dev.starling.edge.limits;

import java.time.Duration;

/**
 * A rate with a burst, as a token bucket: what is used beyond the burst is paid for at the rate, and until then nothing
 * more should be used. Thread-safe. Times are those of {@link System#nanoTime}.
 */
final class Allowance {
    private final double perNano;
    private final double burst;
    private double unpaid;
    private long paidUntil;

    /**
     * Creates an allowance of which nothing is used.
     *
     * @param perSecond the rate, above 0
     * @param burst what may be used at once, at least 1
     */
    Allowance(double perSecond, double burst) {
        this.perNano = perSecond / Duration.ofSeconds(1).toNanos();
        this.burst = Math.max(1, burst);
    }

    /** Uses some of it, even where that is more than is left. */
    synchronized void use(int count, long now) {
        pay(now);
        unpaid += count;
    }

    /** The time until at least one more fits; zero if it does now. */
    synchronized Duration untilNext(long now) {
        pay(now);
        return Duration.ofNanos((long) Math.max(0, Math.ceil((unpaid - (burst - 1)) / perNano)));
    }

    private void pay(long now) {
        unpaid = unpaid == 0 ? 0 : Math.max(0, unpaid - perNano * (now - paidUntil));
        paidUntil = now;
    }
}
