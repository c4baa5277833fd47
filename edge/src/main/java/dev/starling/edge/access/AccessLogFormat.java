package dev.starling.edge.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The form of the lines of an access log. */
public enum AccessLogFormat {
    /** The combined log format of Apache and nginx. */
    COMBINED {
        @Override
        String line(AccessEntry entry) {
            AccessEntry.Request request = entry.request();
            return entry.client() + " - - [" + DATE.format(entry.at().atOffset(ZoneOffset.UTC)) + "] \""
                    + escaped(request.method()) + " " + escaped(request.target()) + " " + request.protocol() + "\" "
                    + entry.response().status() + " " + entry.response().bytes() + " \""
                    + escaped(request.referer().orElse("-")) + "\" \""
                    + escaped(request.userAgent().orElse("-")) + "\"";
        }
    },
    /** A JSON object in each line. */
    JSON {
        @Override
        String line(AccessEntry entry) {
            AccessEntry.Request request = entry.request();
            AccessEntry.Response response = entry.response();
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("time", entry.at().toString());
            members.put("client", entry.client());
            members.put("method", request.method());
            members.put("target", request.target());
            members.put("route", request.route());
            members.put("protocol", request.protocol());
            members.put("status", response.status());
            members.put("bytes", response.bytes());
            members.put("seconds", response.seconds());
            response.firstByteSeconds().ifPresent(it -> members.put("firstByteSeconds", it));
            request.referer().ifPresent(it -> members.put("referer", it));
            request.userAgent().ifPresent(it -> members.put("userAgent", it));
            try {
                return MAPPER.writeValueAsString(members);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("texts and numbers have a JSON form", e);
            }
        }
    };

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The line of an entry, without its end. */
    abstract String line(AccessEntry entry);

    /** Text between quotes: what is no printable ASCII is escaped as in Apache's logs. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b == '"' || b == '\\') {
                escaped.append('\\').append((char) b);
            } else if (b >= ' ' && b < 0x7F) {
                escaped.append((char) b);
            } else {
                escaped.append("\\x").append(HexFormat.of().toHexDigits(b));
            }
        }
        return escaped.toString();
    }
}
