package dev.starling.app.terminal;

/** Counts with their noun: {@code 1 clip}, {@code 2 clips}. */
public final class Counted {
    private Counted() {}

    /** A count and its noun, with an s unless the count is 1. */
    public static String of(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
