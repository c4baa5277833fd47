package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.lab.qoe.Qoe;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A phone that plays a server-steered title as hls.js does: one segment after the other while less than 30 s are
 * buffered, with its buffer and throughput in CMCD.
 *
 * @param port of the edge
 * @param title its id
 * @param clips the durations of its clips
 */
record PhoneSession(int port, String title, List<Double> clips) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double MAX_BUFFER_SECONDS = 30;
    private static final double ROUND_TRIP_SECONDS = 0.08;
    private static final int MAX_WAIT_MILLIS = 60_000;
    private static final int MAX_TRIES = 100;
    private static final String DEVICE = "{\"screenHeight\":720}";
    /** The half-life of hls.js's slow estimate, in seconds of loading. */
    private static final double HALF_LIFE_SECONDS = 9;

    /**
     * What a viewer experienced.
     *
     * @param qoeV the mean QoE_v of all clips but the first
     * @param vmaf the mean VMAF of the same
     * @param startSeconds until the first clip had arrived
     */
    record Experience(double qoeV, double vmaf, double stallSeconds, double startSeconds) {}

    /** Plays the title once. */
    Experience play(ViewerConnection.Path path, String address) throws IOException, InterruptedException {
        String fields = "X-Forwarded-For: " + address + "\r\n";
        try (ViewerConnection connection = new ViewerConnection(port, MAX_WAIT_MILLIS, fields, path)) {
            String session = JSON.readTree(connection.post("/api/sessions", DEVICE))
                    .get("id")
                    .asText();
            List<Double> stalls = play(connection, session);
            return experience(explanation(connection, session), stalls);
        }
    }

    /** What the edge says of the session, once it has noticed that the last clip was sent. */
    private JsonNode explanation(ViewerConnection connection, String session) throws IOException, InterruptedException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            JsonNode explained = JSON.readTree(connection.text("/api/sessions/" + session));
            if (explained.get("clips").get(clips.size() - 1).has("actual")) {
                return explained;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IOException("the edge has not sent the last clip");
    }

    /** The time that the player waited for each clip. */
    private List<Double> play(ViewerConnection connection, String session) throws IOException, InterruptedException {
        List<Double> waits = new ArrayList<>();
        double begun = now();
        double emptyAt = begun;
        double bits = 0;
        double loading = 0;
        for (int clip = 0; clip < clips.size(); clip++) {
            sleepUntil(emptyAt - MAX_BUFFER_SECONDS);
            double requested = now();
            double buffered = Math.max(0, emptyAt - requested);
            sleepUntil(requested + ROUND_TRIP_SECONDS);
            long before = connection.loadedBytes();
            connection.load("/titles/" + title + "/sessions/" + session + "/swarm/" + clip + ".m4s?CMCD="
                    + URLEncoder.encode(
                            cmcd(clip, buffered, loading == 0 ? 0 : bits / loading, session), StandardCharsets.UTF_8));
            double arrived = now();
            double fading = Math.pow(0.5, (arrived - requested) / HALF_LIFE_SECONDS);
            bits = fading * bits + (connection.loadedBytes() - before) * Byte.SIZE;
            loading = fading * loading + arrived - requested;
            waits.add(Math.max(0, arrived - emptyAt));
            emptyAt = Math.max(emptyAt, arrived) + clips.get(clip);
        }
        return waits;
    }

    private String cmcd(int clip, double buffered, double bitsPerSecond, String session) {
        String keys = String.format(
                Locale.ROOT,
                "bl=%d,d=%d,ot=v,sf=h,sid=\"%s\",st=v",
                100 * Math.round(buffered * 10),
                Math.round(1000 * clips.get(clip)),
                session);
        return bitsPerSecond > 0 ? keys + ",mtp=" + 100 * Math.round(bitsPerSecond / 1e5) : keys;
    }

    private static Experience experience(JsonNode explained, List<Double> waits) {
        List<Double> vmaf = new ArrayList<>();
        for (JsonNode clip : explained.get("clips")) {
            vmaf.add(clip.get("actual").get("quality").get("vmaf").asDouble());
        }
        double qoe = 0;
        double quality = 0;
        double stalled = 0;
        for (int clip = 1; clip < vmaf.size(); clip++) {
            qoe += Qoe.comycoV(vmaf.get(clip), vmaf.get(clip - 1)) - Qoe.COMYCO_V.perStalledSecond() * waits.get(clip);
            quality += vmaf.get(clip);
            stalled += waits.get(clip);
        }
        int count = vmaf.size() - 1;
        return new Experience(qoe / count, quality / count, stalled, waits.getFirst());
    }

    private static double now() {
        return System.nanoTime() / 1e9;
    }

    private static void sleepUntil(double time) throws InterruptedException {
        double left = time - now();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep((long) (left * 1e9));
        }
    }
}
