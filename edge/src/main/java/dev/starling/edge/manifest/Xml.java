package dev.starling.edge.manifest;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes an XML document of elements, attributes and text. */
final class Xml {
    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();
    /** Whether the start tag of the innermost element is still open for attributes. */
    private boolean inStartTag;

    Xml open(String element) {
        endStartTag();
        text.append("  ".repeat(open.size())).append('<').append(element);
        open.push(element);
        inStartTag = true;
        return this;
    }

    Xml attribute(String name, long value) {
        return attribute(name, Long.toString(value));
    }

    Xml attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        escaped(value);
        text.append('"');
        return this;
    }

    /** Writes an element that contains nothing but text. */
    Xml element(String name, String content) {
        endStartTag();
        text.append("  ".repeat(open.size())).append('<').append(name).append('>');
        escaped(content);
        text.append("</").append(name).append(">\n");
        return this;
    }

    private void escaped(String value) {
        value.chars().forEach(c -> {
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '"' -> text.append("&quot;");
                default -> text.append((char) c);
            }
        });
    }

    Xml close() {
        String element = open.pop();
        if (inStartTag) {
            text.append("/>\n");
            inStartTag = false;
        } else {
            text.append("  ".repeat(open.size())).append("</").append(element).append(">\n");
        }
        return this;
    }

    private void endStartTag() {
        if (inStartTag) {
            text.append(">\n");
            inStartTag = false;
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
