package dev.starling.edge.client;

import dev.starling.edge.client.StructuredField.Bare;
import dev.starling.edge.client.StructuredField.InnerList;
import dev.starling.edge.client.StructuredField.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The type of a key's value. Reading checks the form; what is well-formed and not physically possible is kept as it was
 * sent, and {@link Cmcd} treats it as unknown.
 */
sealed interface CmcdType {
    /**
     * Reads a value.
     *
     * @param version the version of CMCD: version 1 has no lists
     * @throws MalformedCmcdException if the value has another type
     */
    CmcdValue read(StructuredField field, long version) throws MalformedCmcdException;

    /** The least and the greatest value that is possible. */
    record Limits(double least, double most) {
        /** Players buffer minutes at most: hls.js 10 (maxMaxBufferLength), dash.js 1. In milliseconds. */
        static final Limits BUFFER = new Limits(0, Cmcd.MAX_BUFFER.toMillis());
        /** In kbit/s: no viewer's network card is faster than 100 Gbit/s. */
        static final Limits KILOBITS = new Limits(0, Cmcd.MAX_BITS_PER_SECOND / 1000);
        /** The same; 0 is no throughput. */
        static final Limits THROUGHPUT = new Limits(Double.MIN_NORMAL, Cmcd.MAX_BITS_PER_SECOND / 1000);
        /** The range that browsers play (HTML, 4.8.11.8), and 0, a pause. */
        static final Limits RATE = new Limits(0, 16);
        /** A session lasts at most a day. In milliseconds. */
        static final Limits DAY = new Limits(0, 86_400_000);
        /** Until the year 5138, in milliseconds since 1970: live streams count media time so. */
        static final Limits EPOCH = new Limits(0, 1e14);

        static final Limits COUNT = new Limits(0, 1e12);
        static final Limits STATUS = new Limits(0, 999);

        boolean holds(double value) {
            return value >= least && value <= most;
        }
    }

    /** An integer or decimal. Version 1 knows which key is which; later players send decimals for either. */
    record OneNumber(Limits limits) implements CmcdType {
        @Override
        public CmcdValue read(StructuredField field, long version) throws MalformedCmcdException {
            return new CmcdValue.OneNumber(number(item(field)));
        }
    }

    /** A list of numbers with object types as parameters; version 1 has a single number. */
    record Numbers(Limits limits) implements CmcdType {
        @Override
        public CmcdValue read(StructuredField field, long version) throws MalformedCmcdException {
            List<CmcdValue.Numbers.Entry> entries = new ArrayList<>();
            for (Item item : items(field, version)) {
                Optional<ObjectType> type = item.parameters().keySet().stream()
                        .flatMap(name -> ObjectType.of(name).stream())
                        .findFirst();
                entries.add(new CmcdValue.Numbers.Entry(number(item), type));
            }
            return new CmcdValue.Numbers(entries);
        }
    }

    /** A boolean. Version 1 writes true as a key without value; some players write {@code true} and {@code false}. */
    record Flag() implements CmcdType {
        @Override
        public CmcdValue read(StructuredField field, long version) throws MalformedCmcdException {
            return switch (item(field).value()) {
                case Bare.Flag(boolean value) -> new CmcdValue.Flag(value);
                case Bare.Token(String token)
                when token.equals("true") || token.equals("false") -> new CmcdValue.Flag(token.equals("true"));
                case Bare.Token _, Bare.Whole _, Bare.Decimal _, Bare.Text _, Bare.Bytes _ -> throw otherType();
            };
        }
    }

    /** A string. */
    record Text(int maxLength) implements CmcdType {
        @Override
        public CmcdValue read(StructuredField field, long version) throws MalformedCmcdException {
            return new CmcdValue.Text(text(item(field), maxLength));
        }
    }

    /** A list of strings; a range ({@code r}) follows its string after a space. Version 1 has a single string. */
    record Texts(int maxLength) implements CmcdType {
        @Override
        public CmcdValue read(StructuredField field, long version) throws MalformedCmcdException {
            List<String> texts = new ArrayList<>();
            for (Item item : items(field, version)) {
                String range = item.parameters().get("r") instanceof Bare.Text(String value) ? " " + value : "";
                texts.add(text(item, maxLength) + range);
            }
            return new CmcdValue.Texts(texts);
        }
    }

    /** A token out of a set. */
    record Symbol(Set<String> tokens) implements CmcdType {
        public Symbol {
            tokens = Set.copyOf(tokens);
        }

        @Override
        public CmcdValue read(StructuredField field, long version) throws MalformedCmcdException {
            if (item(field).value() instanceof Bare.Token(String token) && tokens.contains(token)) {
                return new CmcdValue.Symbol(token);
            }
            throw otherType();
        }
    }

    private static Item item(StructuredField field) throws MalformedCmcdException {
        return switch (field) {
            case Item item -> item;
            case InnerList _ -> throw otherType();
        };
    }

    /** A single item counts as a list of one: players of version 2 send it, too. */
    private static List<Item> items(StructuredField field, long version) throws MalformedCmcdException {
        return switch (field) {
            case Item item -> List.of(item);
            case InnerList _ when version == 1 -> throw otherType();
            case InnerList list -> list.items();
        };
    }

    private static double number(Item item) throws MalformedCmcdException {
        return switch (item.value()) {
            case Bare.Whole(long value) -> value;
            case Bare.Decimal(double value) -> value;
            case Bare.Text _, Bare.Token _, Bare.Bytes _, Bare.Flag _ -> throw otherType();
        };
    }

    private static String text(Item item, int maxLength) throws MalformedCmcdException {
        if (item.value() instanceof Bare.Text(String value) && value.length() <= maxLength) {
            return value;
        }
        throw otherType();
    }

    private static MalformedCmcdException otherType() {
        return new MalformedCmcdException("not a value of its key");
    }
}
