package dev.starling.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session of a stock player in Chromium, as {@code web/browser/session.mjs} plays it. */
final class BrowserSession {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CHROMIUM = "/usr/bin/chromium";

    private BrowserSession() {}

    /**
     * The command that plays a title from start to end; it runs in the folder {@code web}.
     *
     * @param player {@code hls.js}, {@code dash.js} or {@code shaka}
     * @param seconds of the title
     * @param media receives the media segments; empty to keep none
     */
    static List<String> command(String player, String manifest, double seconds, Optional<Path> media)
            throws JsonProcessingException {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("player", player);
        options.put("manifest", manifest);
        options.put("chromium", CHROMIUM);
        options.put("startAfterSeconds", EmulatedLink.LEAD_SECONDS);
        options.put("timeoutSeconds", 60 + 3 * seconds);
        media.ifPresent(folder -> options.put("media", folder.toAbsolutePath().toString()));
        return List.of("node", "browser/session.mjs", JSON.writeValueAsString(options));
    }

    /**
     * What a session was: {@code seen}, as the command printed it, and {@code explained}, what the edge says of it.
     *
     * @param edge empty if no edge served it
     */
    static ObjectNode read(String output, Optional<EdgeProcess> edge) throws IOException, InterruptedException {
        ObjectNode session = JSON.createObjectNode();
        JsonNode seen = JSON.readTree(output);
        session.set("seen", seen);
        if (edge.isPresent()) {
            String id = seen.findValuesAsText("url").stream()
                    .map(it -> it.replaceFirst(".*/sessions/([^/]+)/.*", "$1"))
                    .filter(it -> !it.contains("/"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the session is not known: " + output));
            HttpRequest request = HttpRequest.newBuilder(edge.get().local().resolve("/api/sessions/" + id))
                    .build();
            try (HttpClient http = HttpClient.newHttpClient()) {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 200) {
                    throw new IOException("the edge does not know its session " + id);
                }
                session.set("explained", JSON.readTree(response.body()));
            }
        }
        return session;
    }
}
