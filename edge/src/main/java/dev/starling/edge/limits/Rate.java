package dev.starling.edge.limits;

import java.time.Instant;

/** Limits how often something happens: in each second of the clock a fixed number of times. Thread-safe. */
public final class Rate {
    private final int perSecond;
    private long second;
    private int taken;

    public Rate(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Whether it may happen once more now; if so, it is counted. */
    public synchronized boolean take(Instant now) {
        if (now.getEpochSecond() != second) {
            second = now.getEpochSecond();
            taken = 0;
        }
        if (taken >= perSecond) {
            return false;
        }
        taken++;
        return true;
    }
}
