package dev.starling.lab.trace;

import dev.starling.lab.LabException;

/**
 * The text of a trace, with the numbers in it.
 *
 * @param name of the file, for errors
 * @param content the text
 */
record TraceText(String name, String content) {
    private static final int MAX_SHOWN = 40;

    /** Parses one line. */
    @FunctionalInterface
    interface LineParser {
        /**
         * Takes a line that is not blank.
         *
         * @param line its number, from 1
         */
        void accept(long line, String text);
    }

    /** The first line that is not blank, without spaces around it. */
    String firstLine() {
        return content.lines()
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElseThrow(() -> new LabException(name, "the file is empty"));
    }

    /** Parses every line that is not blank; errors get the line's number. */
    void forEachLine(LineParser parser) {
        long line = 0;
        for (String text : (Iterable<String>) content.lines()::iterator) {
            line++;
            String stripped = text.strip();
            if (!stripped.isEmpty()) {
                try {
                    parser.accept(line, stripped);
                } catch (IllegalArgumentException e) {
                    throw new LabException(name, line, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    /** A number that is finite and not negative. */
    static double measure(String what, String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " is not a number: " + shown(text), e);
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " is not finite: " + shown(text));
        }
        if (value < 0) {
            throw new IllegalArgumentException(what + " is negative: " + shown(text));
        }
        return value;
    }

    /** A text that fits into an error: short, and without control characters. */
    static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "…";
    }
}
