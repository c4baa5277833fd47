package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.RawClient.Answer;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.swarm.pack.PackageReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments from memory, over raw sockets. The first request for one makes it; the following ones find it there. */
class KeptPlansTest {
    private static final int TRIES = 1000;
    private static final String COUNTED = "starling_requests_total{route=\"/titles/{title}/editions/{edition}/groups/"
            + "{group}/{clip}/{plan}.m4s\",status=\"2xx\"}";
    private static final String TITLES = "GET /api/titles HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    private static Path folder;

    private static EdgeServer edge;
    /** More than the kernel keeps for a slow client. */
    private static String large;

    private static String small;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(1, 100_000_000, 1).write(folder.resolve("t"));
        edge = start(EdgeLimits.DEFAULT);
        large = plan(0, 0);
        small = plan(2, 2);
    }

    private static EdgeServer start(EdgeLimits limits) throws IOException {
        return LocalEdge.start(folder, EdgeSettings.DEFAULT.withLimits(limits));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static String plan(int size, int quality) throws IOException {
        var of = GeneratedPackage.SIZES.get(size);
        return "/titles/t/editions/" + PackageReader.open(folder.resolve("t")).edition() + "/groups/"
                + GeneratedPackage.group(of) + "/0/"
                + GeneratedPackage.members(of).get(quality) + ".m4s";
    }

    private static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    }

    private static Answer keep(EdgeServer of, String path) throws IOException {
        return RawClient.once(of.port(), get(path, "Connection: close\r\n"));
    }

    /** The lines of a head without the time, and without what Armeria adds for preflight requests (Fetch, 3.2.3). */
    private static List<String> lines(Answer answer) {
        return answer.head()
                .lines()
                .filter(it -> !it.startsWith("access-control-allow-headers: "))
                .map(it -> it.startsWith("date: ") ? "date" : it)
                .sorted()
                .toList();
    }

    @Test
    void theAnswerIsThatOfTheService() throws IOException {
        keep(edge, small);
        try (RawClient client = new RawClient(edge.port())) {
            for (String headers : List.of("", "Origin: http://player.example\r\n")) {
                client.send(get(small, headers + "If-None-Match: \"another\"\r\n"));
                Answer ofService = client.read(true);
                client.send(get(small + "?CMCD=bl%3D1000", headers));
                Answer kept = client.read(true);
                assertThat(kept.status()).isEqualTo(200);
                assertThat(lines(kept)).isEqualTo(lines(ofService));
                assertThat(kept.body()).isEqualTo(ofService.body());
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        Answer whole = keep(edge, small);
        try (RawClient client = new RawClient(edge.port())) {
            client.send(
                    get(small, "") + TITLES + get(small, "") + get(small, "Range: bytes=24-99\r\n") + get(small, ""));
            assertThat(client.read(true).body()).isEqualTo(whole.body());
            assertThat(client.read(true).body()).startsWith("[{");
            assertThat(client.read(true).body()).isEqualTo(whole.body());
            Answer part = client.read(true);
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(whole.body().substring(24, 100));
            assertThat(client.read(true).body()).isEqualTo(whole.body());
        }
    }

    @Test
    void aSlowClientGetsAllOfItAndItsNextRequestToo() throws IOException {
        Answer whole = keep(edge, large);
        try (RawClient client = RawClient.slow(edge.port())) {
            client.send(get(large, ""));
            Answer head = client.readHead();
            client.send(TITLES);
            assertThat(client.readBody(head)).isEqualTo(whole.body());
            assertThat(client.read(true).body()).startsWith("[{");
        }
    }

    @Test
    void whatIsSentCountsAsInFlightUntilTheClientLeaves() throws IOException {
        EdgeServer limited = start(EdgeLimits.DEFAULT.with(EdgeLimit.REQUESTS_PER_ADDRESS, 1));
        try (limited) {
            keep(limited, large);
            try (RawClient slow = RawClient.slow(limited.port())) {
                slow.send(get(large, ""));
                assertThat(slow.readHead().status()).isEqualTo(200);
                assertThat(RawClient.get(limited.port(), "/api/titles").status())
                        .isEqualTo(503);
                assertThat(keep(limited, large).status()).isEqualTo(503);
            }
            int status = 0;
            for (int i = 0; i < TRIES && status != 200; i++) {
                status = RawClient.get(limited.port(), "/api/titles").status();
            }
            assertThat(status).isEqualTo(200);
        }
    }

    @Test
    void everyRequestIsCounted() throws IOException {
        EdgeServer own = start(EdgeLimits.DEFAULT);
        try (own) {
            keep(own, small);
            try (RawClient client = new RawClient(own.port())) {
                for (int i = 0; i < 10; i++) {
                    client.send(get(small, ""));
                    assertThat(client.read(true).status()).isEqualTo(200);
                }
            }
            Samples samples = Samples.await(own, it -> it.value(COUNTED) >= 11);
            assertThat(samples.value(COUNTED)).isEqualTo(11);
        }
    }
}
