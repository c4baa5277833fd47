package dev.starling.app.command;

import dev.starling.swarm.pack.FailureLine;
import dev.starling.swarm.pack.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration file: lines {@code KEY = VALUE} in UTF-8. Blank lines and those that start with {@code #} are
 * skipped. There are no escapes and no continued lines: a value is what stands after the first equals sign, without the
 * blanks around it.
 */
final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private ConfigFile() {}

    /**
     * One line with a value.
     *
     * @param line its number, from 1
     */
    record Entry(int line, String key, String value) {}

    /** A line is not as it must be. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        /** @param line its number, from 1 */
        MalformedException(int line, String message) {
            super(line + ": " + message);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws MalformedException if a line has no key or no equals sign
     */
    static List<Entry> read(Path file) throws IOException, MalformedException {
        return parse(WholeFile.read(file, MAX_BYTES));
    }

    /** The same for the content of a file. */
    static List<Entry> parse(byte[] content) throws MalformedException {
        List<Entry> entries = new ArrayList<>();
        int start = 0;
        for (int number = 1; start < content.length; number++) {
            int end = start;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            String line = text(content, start, end, number).strip();
            start = end + 1;
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals <= 0) {
                throw new MalformedException(number, "not KEY = VALUE: " + printable(line));
            }
            String value = line.substring(equals + 1).strip();
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new MalformedException(number, "the value has a control character");
            }
            entries.add(new Entry(number, line.substring(0, equals).strip(), value));
        }
        return entries;
    }

    private static String text(byte[] content, int start, int end, int number) throws MalformedException {
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, start, end - start))
                    .toString();
            return number == 1 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK ? line.substring(1) : line;
        } catch (CharacterCodingException e) {
            throw new MalformedException(number, "not UTF-8");
        }
    }

    /** Without what could break the line of an error. */
    static String printable(String text) {
        String line = FailureLine.one(text);
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }
}
