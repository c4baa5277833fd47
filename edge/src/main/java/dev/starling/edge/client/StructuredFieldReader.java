package dev.starling.edge.client;

import dev.starling.edge.client.StructuredField.Bare;
import dev.starling.edge.client.StructuredField.InnerList;
import dev.starling.edge.client.StructuredField.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads dictionaries of structured fields (RFC 9651, 4.2): one loop over the characters, without recursion or regular
 * expressions, so that no input costs more than its length. Dates and display strings are not read: CMCD has none.
 */
final class StructuredFieldReader {
    private static final int MAX_KEY_LENGTH = 64;
    private static final int MAX_INTEGER_DIGITS = 15;
    private static final int MAX_DECIMAL_DIGITS = 12;
    private static final int MAX_FRACTION_DIGITS = 3;
    private static final String TOKEN_SYMBOLS = ":/!#$%&'*+-.^_`|~";
    private static final String BASE64_SYMBOLS = "+/=";

    private final String text;
    private int at;

    private StructuredFieldReader(String text) {
        this.text = text;
    }

    /**
     * Reads a dictionary.
     *
     * @return the members by key, in their order
     * @throws MalformedCmcdException if it is none, or if a key occurs twice: what it means then is not sure
     */
    static Map<String, StructuredField> dictionary(String text) throws MalformedCmcdException {
        StructuredFieldReader reader = new StructuredFieldReader(text);
        reader.skip(" ");
        Map<String, StructuredField> members = new LinkedHashMap<>();
        while (!reader.atEnd()) {
            String key = reader.key();
            StructuredField member =
                    reader.take('=') ? reader.itemOrInnerList() : new Item(new Bare.Flag(true), reader.parameters());
            if (members.put(key, member) != null) {
                throw new MalformedCmcdException("a key twice");
            }
            reader.skip(" \t");
            if (reader.atEnd()) {
                break;
            }
            reader.require(',');
            reader.skip(" \t");
            if (reader.atEnd()) {
                throw new MalformedCmcdException("ends with a comma");
            }
        }
        return members;
    }

    private StructuredField itemOrInnerList() throws MalformedCmcdException {
        return take('(') ? innerList() : item();
    }

    private InnerList innerList() throws MalformedCmcdException {
        List<Item> items = new ArrayList<>();
        while (true) {
            skip(" ");
            if (take(')')) {
                return new InnerList(items, parameters());
            }
            items.add(item());
            if (peek() != ' ' && peek() != ')') {
                throw new MalformedCmcdException("an inner list that does not end");
            }
        }
    }

    private Item item() throws MalformedCmcdException {
        Bare value = bare();
        return new Item(value, parameters());
    }

    private Map<String, Bare> parameters() throws MalformedCmcdException {
        Map<String, Bare> parameters = new LinkedHashMap<>();
        while (take(';')) {
            skip(" ");
            String key = key();
            parameters.put(key, take('=') ? bare() : new Bare.Flag(true));
        }
        return parameters;
    }

    private String key() throws MalformedCmcdException {
        int from = at;
        if (!isLower(peek()) && peek() != '*') {
            throw new MalformedCmcdException("not a key");
        }
        while (isLower(peek()) || isDigit(peek()) || (!atEnd() && "_-.*".indexOf(peek()) >= 0)) {
            at++;
        }
        if (at - from > MAX_KEY_LENGTH) {
            throw new MalformedCmcdException("a key longer than " + MAX_KEY_LENGTH);
        }
        return text.substring(from, at);
    }

    private Bare bare() throws MalformedCmcdException {
        char first = peek();
        if (first == '-' || isDigit(first)) {
            return number();
        }
        if (first == '"') {
            return string();
        }
        if (first == '?') {
            return flag();
        }
        if (first == ':') {
            return bytes();
        }
        if (isAlpha(first) || first == '*') {
            return token();
        }
        throw new MalformedCmcdException("not a value");
    }

    private Bare number() throws MalformedCmcdException {
        int from = at;
        take('-');
        int digits = digits();
        if (!take('.')) {
            if (digits == 0 || digits > MAX_INTEGER_DIGITS) {
                throw new MalformedCmcdException("not an integer");
            }
            return new Bare.Whole(Long.parseLong(text.substring(from, at)));
        }
        int fraction = digits();
        if (digits == 0 || digits > MAX_DECIMAL_DIGITS || fraction == 0 || fraction > MAX_FRACTION_DIGITS) {
            throw new MalformedCmcdException("not a decimal");
        }
        return new Bare.Decimal(Double.parseDouble(text.substring(from, at)));
    }

    private int digits() {
        int from = at;
        while (isDigit(peek())) {
            at++;
        }
        return at - from;
    }

    private Bare string() throws MalformedCmcdException {
        at++;
        StringBuilder value = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return new Bare.Text(value.toString());
            }
            if (c == '\\') {
                c = peek();
                at++;
                if (c != '"' && c != '\\') {
                    throw new MalformedCmcdException("not an escape");
                }
            } else if (c < ' ' || c > '~') {
                throw new MalformedCmcdException("not a character of a string");
            }
            value.append(c);
        }
        throw new MalformedCmcdException("a string that does not end");
    }

    private Bare flag() throws MalformedCmcdException {
        at++;
        boolean value = peek() == '1';
        if (!value && peek() != '0') {
            throw new MalformedCmcdException("not a boolean");
        }
        at++;
        return new Bare.Flag(value);
    }

    private Bare bytes() throws MalformedCmcdException {
        int from = ++at;
        while (isAlpha(peek()) || isDigit(peek()) || (!atEnd() && BASE64_SYMBOLS.indexOf(peek()) >= 0)) {
            at++;
        }
        String base64 = text.substring(from, at);
        require(':');
        return new Bare.Bytes(base64);
    }

    private Bare token() {
        int from = at;
        while (isAlpha(peek()) || isDigit(peek()) || (!atEnd() && TOKEN_SYMBOLS.indexOf(peek()) >= 0)) {
            at++;
        }
        return new Bare.Token(text.substring(from, at));
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    /** The next character; 0, which no value contains, at the end. */
    private char peek() {
        return atEnd() ? 0 : text.charAt(at);
    }

    private boolean take(char c) {
        boolean there = !atEnd() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private void require(char c) throws MalformedCmcdException {
        if (!take(c)) {
            throw new MalformedCmcdException("lacks " + c);
        }
    }

    private void skip(String characters) {
        while (!atEnd() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isAlpha(char c) {
        return isLower(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
