package dev.starling.swarm.title;

/** Checks ids that are part of file names and URLs. */
final class Ids {
    private static final int MAX_CHARACTERS = 64;

    private Ids() {}

    static void check(String kind, String value) {
        if (!isId(value)) {
            throw new IllegalArgumentException("not a " + kind + ": " + value);
        }
    }

    /** Every request names some: a pattern would take several times as long. */
    private static boolean isId(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
                return false;
            }
        }
        return true;
    }
}
