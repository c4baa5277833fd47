package dev.starling.edge.client;

import java.util.List;
import java.util.Map;

/** A member of a structured field's dictionary (RFC 9651, 3.2): an item or an inner list, with parameters. */
sealed interface StructuredField {
    /** A value with its parameters (3.3). A parameter without a value is true. */
    record Item(Bare value, Map<String, Bare> parameters) implements StructuredField {
        public Item {
            parameters = Map.copyOf(parameters);
        }
    }

    /** Items in parentheses with parameters of the list (3.1.1). */
    record InnerList(List<Item> items, Map<String, Bare> parameters) implements StructuredField {
        public InnerList {
            items = List.copyOf(items);
            parameters = Map.copyOf(parameters);
        }
    }

    /** A value without parameters. */
    sealed interface Bare {
        /** An integer of at most 15 digits (3.3.1). */
        record Whole(long value) implements Bare {}

        /** A decimal of at most 12 digits and three after the point (3.3.2). */
        record Decimal(double value) implements Bare {}

        /** A string of printable ASCII characters, without quotes and escapes (3.3.3). */
        record Text(String value) implements Bare {}

        /** A token (3.3.4). */
        record Token(String value) implements Bare {}

        /** A byte sequence, still in Base64 (3.3.5). */
        record Bytes(String base64) implements Bare {}

        /** A boolean (3.3.6). */
        record Flag(boolean value) implements Bare {}
    }
}
