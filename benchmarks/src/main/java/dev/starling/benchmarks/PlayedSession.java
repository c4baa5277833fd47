package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.lab.qoe.Qoe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session of a real player, in the terms of the simulator.
 *
 * @param startUpSeconds from opening the manifest to the first picture
 * @param clipStartUpSeconds the part from the first request for media on
 * @param stallSeconds time without data after the first picture
 * @param abandoned requests for media that the player gave up
 * @param vmaf of each clip of the title as it was shown; at least two
 */
record PlayedSession(
        double startUpSeconds, double clipStartUpSeconds, double stallSeconds, int abandoned, List<Double> vmaf) {
    /** With less than this ahead, playback stopped for want of data. */
    private static final double STARVED_SECONDS = 0.5;

    PlayedSession {
        vmaf = List.copyOf(vmaf);
        if (vmaf.size() < 2) {
            throw new IllegalArgumentException("a session needs at least two clips: the first is start-up");
        }
    }

    /**
     * What {@code web/browser/session.mjs} printed.
     *
     * @param media part of the URL of every request for media
     * @throws IllegalArgumentException if playback did not reach the end; the message says what happened
     */
    static PlayedSession of(JsonNode seen, String media, List<Double> vmaf) {
        if (!seen.path("ended").isNumber() || !seen.path("picture").isNumber()) {
            throw new IllegalArgumentException("playback did not end, position " + seen.path("position") + ", errors "
                    + seen.path("errors") + ", waits " + seen.path("waits"));
        }
        double picture = seen.path("picture").asDouble();
        double firstRequest = Double.NaN;
        int abandoned = 0;
        for (JsonNode request : seen.path("requests")) {
            if (request.path("url").asText().contains(media)) {
                firstRequest = Double.isNaN(firstRequest) ? request.path("from").asDouble() : firstRequest;
                abandoned += request.has("failure") ? 1 : 0;
            }
        }
        double stalled = 0;
        for (JsonNode wait : seen.path("waits")) {
            // At the end of the title some players wait without an end; with more buffered, the decoder came late.
            if (wait.path("until").isNumber() && wait.path("buffered").asDouble() < STARVED_SECONDS) {
                stalled += wait.path("until").asDouble() - wait.path("from").asDouble();
            }
        }
        return new PlayedSession(picture, picture - firstRequest, stalled, abandoned, vmaf);
    }

    double meanVmaf() {
        return vmaf.stream().skip(1).mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    double meanQoeV() {
        double sum = -Qoe.COMYCO_V.perStalledSecond() * stallSeconds;
        for (int i = 1; i < vmaf.size(); i++) {
            sum += Qoe.comycoV(vmaf.get(i), vmaf.get(i - 1));
        }
        return sum / (vmaf.size() - 1);
    }

    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("qoeV", meanQoeV());
        figures.put("vmaf", meanVmaf());
        figures.put("startUpSeconds", startUpSeconds);
        figures.put("clipStartUpSeconds", clipStartUpSeconds);
        figures.put("stallSeconds", stallSeconds);
        figures.put("abandoned", (double) abandoned);
        return figures;
    }
}
