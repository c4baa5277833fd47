package dev.starling.edge.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.edge.client.CmcdKey.Mode;
import dev.starling.edge.client.StructuredField.Bare;
import dev.starling.edge.client.StructuredField.InnerList;
import dev.starling.edge.client.StructuredField.Item;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reports that are sent on their own, without a request for media: the events of version 2, one in each line of a body
 * of type {@link #MIME_TYPE}, and the JSON object of version 1, or an array of such. Whatever the client sent, no
 * method throws.
 *
 * @param valid the reports in their order; no event occurs in a malformed one
 * @param malformed the number of malformed reports
 */
public record CmcdEvents(List<Cmcd> valid, int malformed) {
    /** The media type of events. */
    public static final String MIME_TYPE = "application/cmcd";
    /** The greatest body that is read, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    /** A line may hold a URL and copies of headers. */
    private static final int MAX_LINE_LENGTH = 16 * 1024;

    private static final int MAX_REPORTS = 256;
    private static final JsonMapper JSON = new JsonMapper();

    public CmcdEvents {
        valid = List.copyOf(valid);
    }

    /** Reads the body of a request with events. */
    public static CmcdEvents ofLines(byte[] body) {
        Reports reports = new Reports();
        new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> reports.add(
                        () -> line.length() > MAX_LINE_LENGTH
                                ? Optional.empty()
                                : Optional.of(StructuredFieldReader.dictionary(line)),
                        Mode.EVENT));
        return reports.result();
    }

    /** Reads the body of a request with JSON: strings of keys with few values are tokens. */
    public static CmcdEvents ofJson(byte[] body) {
        Reports reports = new Reports();
        try {
            JsonNode root = JSON.readTree(body);
            List<JsonNode> objects = new ArrayList<>();
            if (root.isArray()) {
                root.forEach(objects::add);
            } else {
                objects.add(root);
            }
            objects.forEach(object -> reports.add(() -> fields(object), object.has("e") ? Mode.EVENT : Mode.REQUEST));
        } catch (JacksonException e) {
            reports.add(Optional::empty, Mode.REQUEST);
        } catch (IOException e) {
            throw new IllegalStateException("an array is always readable", e);
        }
        return reports.result();
    }

    /** Gives a dictionary; empty if there is none. */
    private interface Source {
        Optional<Map<String, StructuredField>> read() throws MalformedCmcdException;
    }

    private static final class Reports {
        private final List<Cmcd> valid = new ArrayList<>();
        private int malformed;

        void add(Source source, Mode mode) {
            if (valid.size() + malformed >= MAX_REPORTS) {
                malformed++;
                return;
            }
            try {
                Optional<Map<String, StructuredField>> fields = source.read();
                if (fields.isEmpty()) {
                    malformed++;
                    return;
                }
                Cmcd report = Cmcd.read(fields.get(), mode);
                if (mode == Mode.EVENT
                        && (report.event().isEmpty() || report.timestamp().isEmpty())) {
                    malformed++;
                } else {
                    valid.add(report);
                }
            } catch (MalformedCmcdException counted) {
                malformed++;
            }
        }

        CmcdEvents result() {
            return new CmcdEvents(valid, malformed);
        }
    }

    private static Optional<Map<String, StructuredField>> fields(JsonNode object) throws MalformedCmcdException {
        if (!object.isObject()) {
            return Optional.empty();
        }
        Map<String, StructuredField> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (value.isArray()) {
                List<Item> items = new ArrayList<>();
                for (JsonNode element : value) {
                    items.add(item(member.getKey(), element));
                }
                fields.put(member.getKey(), new InnerList(items, Map.of()));
            } else {
                fields.put(member.getKey(), item(member.getKey(), value));
            }
        }
        return Optional.of(fields);
    }

    private static Item item(String key, JsonNode value) throws MalformedCmcdException {
        if (value.isBoolean()) {
            return new Item(new Bare.Flag(value.booleanValue()), Map.of());
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return new Item(new Bare.Whole(value.longValue()), Map.of());
        }
        if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            return new Item(new Bare.Decimal(value.doubleValue()), Map.of());
        }
        if (value.isTextual()) {
            boolean token = CmcdKey.of(key)
                    .filter(it -> it.type() instanceof CmcdType.Symbol)
                    .isPresent();
            return new Item(token ? new Bare.Token(value.textValue()) : new Bare.Text(value.textValue()), Map.of());
        }
        throw new MalformedCmcdException("not a value");
    }
}
