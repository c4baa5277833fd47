package dev.starling.farm.encode;

import dev.starling.farm.FarmException;
import java.util.Locale;

/**
 * How much damage is accepted.
 *
 * @param percent of the pictures, 0 to 100
 * @param end whether pictures at the end may be missing
 */
public record DamageLimit(double percent, MissingEnd end) {
    /** What is done if pictures at the end are missing or cannot be decoded. */
    public enum MissingEnd {
        /** The encode fails. */
        FAILS,
        /** Only their number counts. */
        COUNTS
    }

    /** 2 % of the pictures, and no missing end. */
    public static final DamageLimit USUAL = new DamageLimit(2, MissingEnd.FAILS);

    private static final int PERCENT = 100;

    public DamageLimit {
        if (!(percent >= 0 && percent <= PERCENT)) {
            throw new IllegalArgumentException("max-damage must be 0 to 100: " + percent);
        }
    }

    /** At most so many percent of the pictures, wherever they are. */
    public static DamageLimit ofPercent(double percent) {
        return new DamageLimit(percent, MissingEnd.COUNTS);
    }

    /**
     * Checks the pictures read so far.
     *
     * @throws FarmException if more are damaged than this allows
     */
    void requireTolerable(String input, PictureDamage damage) {
        if (damage.pictures() > 0 && damage.damaged() * (double) PERCENT > percent * damage.pictures()) {
            throw new FarmException(String.format(
                    Locale.ROOT,
                    "%s: %d of %d pictures are damaged so far, more than %s %%; repair the file or allow more with"
                            + " --max-damage",
                    input,
                    damage.damaged(),
                    damage.pictures(),
                    plain(percent)));
        }
    }

    /**
     * Checks the end of the pictures.
     *
     * @throws FarmException if it is missing and this does not allow it
     */
    void requireEnd(String input, PictureDamage damage) {
        double missing = (damage.expectedEndTicks() - damage.endTicks()) / 90_000.0;
        if (end == MissingEnd.FAILS && missing > Damage.END_TOLERANCE_SECONDS) {
            throw new FarmException(String.format(
                    Locale.ROOT,
                    "%s: the pictures from %.2f s to %.2f s are missing or cannot be decoded; repair the file or allow"
                            + " it with --max-damage",
                    input,
                    damage.endTicks() / 90_000.0,
                    damage.expectedEndTicks() / 90_000.0));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
