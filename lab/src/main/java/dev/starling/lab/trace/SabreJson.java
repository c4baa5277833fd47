package dev.starling.lab.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.starling.lab.LabException;
import java.io.IOException;

/** Sabre's format: a JSON list of periods with length, bandwidth and latency. */
final class SabreJson {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double BITS_PER_KILOBIT = 1e3;

    private SabreJson() {}

    static BandwidthTrace parse(TraceText text) {
        BandwidthTrace.Builder trace = new BandwidthTrace.Builder();
        try (JsonParser json = new JsonFactory().createParser(text.content())) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                long line = json.currentLocation().getLineNr();
                try {
                    addPeriod(json, trace);
                } catch (IllegalArgumentException e) {
                    throw new LabException(text.name(), line, String.valueOf(e.getMessage()));
                }
            }
            if (json.nextToken() != null) {
                throw new LabException(text.name(), json.currentLocation().getLineNr(), "content after the list");
            }
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new LabException(text.name(), line, "bad JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new LabException(text.name(), "bad JSON: " + e.getMessage());
        }
        return trace.build();
    }

    private static void addPeriod(JsonParser json, BandwidthTrace.Builder trace) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("an object with duration_ms and bandwidth_kbps expected");
        }
        double seconds = Double.NaN;
        double bitsPerSecond = Double.NaN;
        double latency = Double.NaN;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = String.valueOf(json.currentName());
            JsonToken value = json.nextToken();
            switch (name) {
                case "duration_ms" -> seconds = measure(name, value, json) / MILLIS_PER_SECOND;
                case "bandwidth_kbps" -> bitsPerSecond = measure(name, value, json) * BITS_PER_KILOBIT;
                case "latency_ms" -> latency = measure(name, value, json) / MILLIS_PER_SECOND;
                default -> json.skipChildren();
            }
        }
        if (Double.isNaN(seconds) || Double.isNaN(bitsPerSecond)) {
            throw new IllegalArgumentException("a period needs duration_ms and bandwidth_kbps");
        }
        if (Double.isNaN(latency)) {
            trace.add(seconds, bitsPerSecond);
        } else {
            trace.addWithLatency(seconds, bitsPerSecond, latency);
        }
    }

    private static double measure(String name, JsonToken token, JsonParser json) throws IOException {
        if (!token.isNumeric()) {
            throw new IllegalArgumentException(name + " is not a number");
        }
        return TraceText.measure(name, json.getText());
    }
}
