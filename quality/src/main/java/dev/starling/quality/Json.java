package dev.starling.quality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON document (RFC 8259), read strictly; the JDK has no reader and the model files are JSON. */
sealed interface Json {

    /** Members in the order of the text; a name may not be repeated. */
    record Members(Map<String, Json> values) implements Json {}

    record Items(List<Json> values) implements Json {}

    record Text(String value) implements Json {}

    record Numeric(double value) implements Json {}

    record Bool(boolean value) implements Json {}

    record Null() implements Json {}

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException when the text is not JSON; the message has the position
     */
    static Json parse(String text) {
        Parser parser = new Parser(text);
        Json value = parser.value(0);
        parser.skipSpace();
        if (parser.at < text.length()) {
            throw parser.malformed("text after the document");
        }
        return value;
    }

    /** Recursive descent over the grammar of RFC 8259. */
    final class Parser {

        /** Deeper than any model file, shallower than the stack. */
        private static final int MAX_DEPTH = 64;

        private final String text;
        private int at;

        private Parser(String text) {
            this.text = text;
        }

        private Json value(int depth) {
            if (depth > MAX_DEPTH) {
                throw malformed("nesting deeper than " + MAX_DEPTH);
            }
            skipSpace();
            return switch (peek()) {
                case '{' -> members(depth);
                case '[' -> items(depth);
                case '"' -> new Text(string());
                case 't' -> literal("true", new Bool(true));
                case 'f' -> literal("false", new Bool(false));
                case 'n' -> literal("null", new Null());
                default -> number();
            };
        }

        private Json members(int depth) {
            Map<String, Json> values = new LinkedHashMap<>();
            at++;
            skipSpace();
            if (peek() == '}') {
                at++;
                return new Members(values);
            }
            do {
                skipSpace();
                String name = string();
                skipSpace();
                expect(':');
                if (values.put(name, value(depth + 1)) != null) {
                    throw malformed("\"" + name + "\" repeated");
                }
            } while (more('}'));
            return new Members(values);
        }

        private Json items(int depth) {
            List<Json> values = new ArrayList<>();
            at++;
            skipSpace();
            if (peek() == ']') {
                at++;
                return new Items(values);
            }
            do {
                values.add(value(depth + 1));
            } while (more(']'));
            return new Items(values);
        }

        /** Steps over a comma, or over the end. */
        private boolean more(char end) {
            skipSpace();
            if (peek() == ',') {
                at++;
                return true;
            }
            expect(end);
            return false;
        }

        private String string() {
            expect('"');
            StringBuilder value = new StringBuilder();
            while (true) {
                char c = peek();
                at++;
                if (c == '"') {
                    return value.toString();
                }
                if (c < ' ') {
                    throw malformed("a control character in a string");
                }
                value.append(c == '\\' ? escaped() : c);
            }
        }

        private char escaped() {
            char c = peek();
            at++;
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> codeUnit();
                default -> throw malformed("an unknown escape");
            };
        }

        private char codeUnit() {
            int unit = 0;
            for (int i = 0; i < 4; i++) {
                int digit = Character.digit(peek(), 16);
                if (digit < 0) {
                    throw malformed("a bad \\u escape");
                }
                unit = unit << 4 | digit;
                at++;
            }
            return (char) unit;
        }

        private Json number() {
            int start = at;
            if (peek() == '-') {
                at++;
            }
            if (!(digits() && (text.charAt(start) != '0' || at == start + 1))) {
                throw malformed("not a value");
            }
            if (at < text.length() && text.charAt(at) == '.') {
                at++;
                if (!digits()) {
                    throw malformed("a fraction without digits");
                }
            }
            if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
                at++;
                if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                    at++;
                }
                if (!digits()) {
                    throw malformed("an exponent without digits");
                }
            }
            double value = Double.parseDouble(text.substring(start, at));
            if (Double.isInfinite(value)) {
                throw malformed("a number out of range");
            }
            return new Numeric(value);
        }

        private boolean digits() {
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            return at > start;
        }

        private Json literal(String word, Json value) {
            if (!text.startsWith(word, at)) {
                throw malformed("not a value");
            }
            at += word.length();
            return value;
        }

        private char peek() {
            if (at >= text.length()) {
                throw malformed("the text ends early");
            }
            return text.charAt(at);
        }

        private void expect(char c) {
            if (peek() != c) {
                throw malformed("no '" + c + "'");
            }
            at++;
        }

        private void skipSpace() {
            while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private IllegalArgumentException malformed(String what) {
            return new IllegalArgumentException("JSON, position " + at + ": " + what);
        }
    }
}
