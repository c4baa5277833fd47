package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.access.AccessLog;
import dev.starling.edge.access.AccessLogFormat;
import dev.starling.edge.catalog.CacheCounts;
import dev.starling.edge.fleet.FleetTotals;
import dev.starling.edge.record.RewardTerms;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.Reward;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics, over real sockets. */
class ViewerMetricsTest {
    private static final String SESSION = "/titles/t/sessions/AAAAAAAAAAAAAAAAAAAAAA/";
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) \\S+$");

    @TempDir
    private Path folder;

    private EdgeServer start() throws IOException {
        new GeneratedPackage(3, 100_000, 1).write(folder.resolve("t"));
        return LocalEdge.start(folder);
    }

    private static void play(EdgeServer edge, int clip, String cmcd) throws IOException {
        String query = "?CMCD=" + URLEncoder.encode(cmcd, StandardCharsets.UTF_8);
        assertThat(RawClient.get(edge.port(), SESSION + "swarm/" + clip + ".m4s" + query)
                        .status())
                .isEqualTo(200);
    }

    /** The samples once a number of clips is counted, as clips and as answers. */
    private static Samples samplesAfter(EdgeServer edge, int clips) throws IOException {
        return Samples.await(
                edge,
                it -> it.value("starling_clips_sent_total") >= clips
                        && it.sum("starling_request_seconds_count") >= clips);
    }

    @Test
    void whatViewersExperienceIsCountedOnce() throws IOException {
        try (EdgeServer edge = start()) {
            play(edge, 0, "sta=s,v=2");
            play(edge, 1, "sta=p,msd=420,bsa=(1),bsda=(1500),bl=(4000),v=2");
            // A count that is told again, and one that grows.
            play(edge, 2, "sta=p,msd=420,bsa=(1),bsda=(1500),bl=(4000),v=2");
            play(edge, 0, "sta=p,bsa=(3),bsda=(2000),bl=(4000),v=2");
            Samples samples = samplesAfter(edge, 4);
            assertThat(samples.values())
                    .containsEntry("starling_sessions", 1.0)
                    .containsEntry("starling_sessions_active", 1.0)
                    .containsEntry("starling_stalls_total", 3.0)
                    .containsEntry("starling_stall_seconds_total", 2.0)
                    .containsEntry("starling_media_seconds_total", 8.0)
                    .containsEntry("starling_startup_seconds_count", 1.0)
                    .containsEntry("starling_startup_seconds_sum", 0.42)
                    .containsEntry("starling_startup_seconds_bucket{le=\"0.25\"}", 0.0)
                    .containsEntry("starling_startup_seconds_bucket{le=\"0.5\"}", 1.0)
                    .containsEntry("starling_clip_vmaf_count", 4.0)
                    .containsEntry("starling_policy{kind=\"static\"}", 1.0)
                    .containsEntry("starling_policy{kind=\"learned\"}", 0.0);
            assertThat(samples.value("starling_watched_seconds_total")).isEqualTo(8.0);
            assertThat(samples.sum("starling_clips_blended_total{")).isEqualTo(4);
            String segments = "{route=\"/titles/{title}/sessions/{session}/swarm/{clip}.m4s\"}";
            assertThat(samples.value("starling_response_bytes_total" + segments))
                    .isGreaterThan(samples.value("starling_video_bytes_total"));
            assertThat(samples.value("process_cpu_seconds_total")).isPositive();
        }
    }

    @Test
    void theTotalsOfTheDashboardAreThoseOfTheMetrics() {
        Metrics metrics = new Metrics();
        metrics.observe("members", () -> new CacheCounts(3, 1));
        metrics.countAudio(500);
        metrics.viewers().count(new Reward(80, -2, 0, 0));
        metrics.viewers().count(new Reward(70, 0, -5, -1));
        FleetTotals totals = metrics.totals();
        assertThat(totals.bytes()).isEqualTo(new FleetTotals.Bytes(0, 500));
        assertThat(totals.caches()).containsOnly(Map.entry("members", new CacheCounts(3, 1)));
        assertThat(totals.rewards()).isEqualTo(new FleetTotals.Rewards(2, new RewardTerms(150, -2, -5, -1)));
        assertThat(totals.levels()).containsOnlyKeys(BlendLevel.values());
        assertThat(totals.cost().cpuSeconds()).isPositive();
    }

    @Test
    void cachesAndFallbacksAreCounted() throws IOException {
        try (EdgeServer edge = start()) {
            String edition =
                    RawClient.get(edge.port(), "/api/titles/t").body().replaceAll(".*\"edition\":\"([^\"]+)\".*", "$1");
            String plan = "/titles/t/editions/" + edition + "/groups/h264-480p/0/h264-480p-crf31.m4s";
            for (int i = 0; i < 3; i++) {
                assertThat(RawClient.get(edge.port(), plan).status()).isEqualTo(200);
            }
            assertThat(Samples.of(edge).values())
                    .containsEntry("starling_cache_hits_total{cache=\"plans\"}", 2.0)
                    .containsEntry("starling_cache_misses_total{cache=\"plans\"}", 1.0)
                    .hasEntrySatisfying(
                            "starling_cache_misses_total{cache=\"members\"}",
                            it -> assertThat(it).isPositive())
                    .containsEntry("starling_plan_fallbacks_total{reason=\"left_out\"}", 0.0);
            List<Path> members = members(1);
            assertThat(members).hasSize(8);
            for (Path member : members) {
                Files.write(member, new byte[3]);
            }
            assertThat(RawClient.get(edge.port(), SESSION + "swarm/1.m4s").status())
                    .isEqualTo(200);
            assertThat(Samples.of(edge).value("starling_plan_fallbacks_total{reason=\"left_out\"}"))
                    .isPositive();
        }
    }

    /** The files of a clip's members but the smallest one. */
    private List<Path> members(int clip) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("t/clips/0000" + clip))) {
            return files.filter(it -> it.toString().endsWith(".bin"))
                    .filter(it -> !it.endsWith("h264-480p-crf31.bin") && !it.endsWith("atlas.bin"))
                    .toList();
        }
    }

    @Test
    void everyMetricIsDocumented() throws IOException {
        String page = Files.readString(
                Path.of(System.getProperty("starling.root", "..")).resolve("docs/operations.md"));
        new GeneratedPackage(3, 100_000, 1).write(folder.resolve("t"));
        try (AccessLog log = AccessLog.toStream(OutputStream.nullOutputStream(), AccessLogFormat.JSON);
                EdgeServer edge = LocalEdge.start(
                        folder, EdgeSettings.DEFAULT.withOperations(Operations.NONE.withAccessLog(Optional.of(log))))) {
            play(edge, 0, "bl=4000");
            samplesAfter(edge, 1);
            List<String> families = TYPE.matcher(
                            RawClient.get(edge.port(), "/metrics").body())
                    .results()
                    .map((MatchResult it) -> it.group(1))
                    .toList();
            assertThat(families).hasSizeGreaterThan(25);
            assertThat(families).allSatisfy(it -> assertThat(page).contains("`" + it));
            Set<String> documented = Pattern.compile("(?m)^\\| `((?:starling|process)_[a-z_]+)")
                    .matcher(page)
                    .results()
                    .map(it -> it.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(documented).allSatisfy(it -> assertThat(families).contains(it));
        }
    }
}
