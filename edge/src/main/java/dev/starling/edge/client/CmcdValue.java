package dev.starling.edge.client;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The value of a key as it was sent. Its text is for people. */
public sealed interface CmcdValue {
    /** An integer or decimal. */
    record OneNumber(double value) implements CmcdValue {
        @Override
        public String toString() {
            return text(value);
        }
    }

    /** Numbers of several types of objects. */
    record Numbers(List<Entry> entries) implements CmcdValue {
        /**
         * A number.
         *
         * @param type what it is about; empty if the player does not tell
         */
        public record Entry(double value, Optional<ObjectType> type) {
            @Override
            public String toString() {
                return text(value) + type.map(it -> ";" + it.token()).orElse("");
            }
        }

        public Numbers {
            entries = List.copyOf(entries);
        }

        /** The number about pictures, else the one about any object, else the first. */
        Optional<Entry> ofVideo() {
            return of(ObjectType.VIDEO)
                    .or(() -> of(ObjectType.MUXED))
                    .or(() -> entries.stream().filter(it -> it.type().isEmpty()).findFirst())
                    .or(() -> entries.stream().findFirst());
        }

        private Optional<Entry> of(ObjectType type) {
            return entries.stream()
                    .filter(it -> it.type().equals(Optional.of(type)))
                    .findFirst();
        }

        @Override
        public String toString() {
            return entries.stream().map(Entry::toString).collect(Collectors.joining(" "));
        }
    }

    /** A boolean. */
    record Flag(boolean value) implements CmcdValue {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** A string. */
    record Text(String value) implements CmcdValue {
        @Override
        public String toString() {
            return value;
        }
    }

    /** Strings. */
    record Texts(List<String> values) implements CmcdValue {
        public Texts {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return String.join(" ", values);
        }
    }

    /** A token. */
    record Symbol(String token) implements CmcdValue {
        @Override
        public String toString() {
            return token;
        }
    }

    /** A number without an exponent and superfluous zeros. */
    static String text(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
