package dev.starling.app.terminal;

import java.time.Duration;

/** Durations in the form {@code 2:05} or {@code 1:02:05}. */
public final class ClockTime {
    private ClockTime() {}

    /** A duration, rounded to seconds; a negative one is {@code 0:00}. */
    public static String of(Duration duration) {
        long seconds = Math.max(0, Math.round(duration.toMillis() / 1e3));
        return seconds >= 3600
                ? "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60)
                : "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
