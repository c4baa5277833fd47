package dev.starling.swarm.title;

import java.util.regex.Pattern;

/** Checks ids that are part of file names and URLs. */
final class Ids {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private Ids() {}

    static void check(String kind, String value) {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a " + kind + ": " + value);
        }
    }
}
