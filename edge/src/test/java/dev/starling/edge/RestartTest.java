package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A viewer goes on, at the clip that was lost, when the edge is killed or another one answers. */
class RestartTest {
    @TempDir
    private Path folder;

    /** The session of a viewer who opens the title. */
    private static String open(int port) throws IOException {
        return RawClient.get(port, "/titles/t/server.m3u8")
                .body()
                .lines()
                .filter(it -> it.startsWith("sessions/"))
                .map(it -> it.split("/", -1)[1])
                .findFirst()
                .orElseThrow();
    }

    private static String clip(String session, int index) {
        return "/titles/t/sessions/" + session + "/swarm/" + index + ".m4s?CMCD=bl%3D4000";
    }

    @Test
    void aKilledEdgeThatStartsAgainGoesOnAtTheClipThatWasLost() throws Exception {
        new GeneratedPackage(3, 30_000_000, 1).write(folder.resolve("t"));
        String session;
        int port;
        try (EdgeProcess first = EdgeProcess.start(folder, 0)) {
            port = first.port();
            session = open(port);
            assertThat(RawClient.get(port, clip(session, 0)).status()).isEqualTo(200);
            try (RawClient viewer = RawClient.slow(port)) {
                viewer.send("GET " + clip(session, 1) + " HTTP/1.1\r\nHost: x\r\n\r\n");
                RawClient.Answer head = viewer.readHead();
                first.kill();
                assertThatThrownBy(() -> viewer.readBody(head)).isInstanceOf(Exception.class);
            }
        }
        try (EdgeProcess second = EdgeProcess.start(folder, port)) {
            assertThat(second.port()).isEqualTo(port);
            for (int index = 1; index < 3; index++) {
                RawClient.Answer answer = RawClient.get(port, clip(session, index));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body().length()).isGreaterThan(10_000);
            }
        }
    }

    @Test
    void anotherEdgeWithTheSamePackagesAnswersTheUrlsOfASession() throws IOException {
        new GeneratedPackage(3, 100_000, 1).write(folder.resolve("t"));
        try (EdgeServer one = start();
                EdgeServer other = start()) {
            String session = open(one.port());
            assertThat(RawClient.get(one.port(), clip(session, 0)).status()).isEqualTo(200);
            for (int index = 1; index < 3; index++) {
                assertThat(RawClient.get(other.port(), clip(session, index)).status())
                        .isEqualTo(200);
            }
            String base = "/titles/t/sessions/" + session;
            assertThat(RawClient.get(other.port(), base + "/swarm/init.mp4").body())
                    .isEqualTo(
                            RawClient.get(one.port(), base + "/swarm/init.mp4").body());
            assertThat(RawClient.get(other.port(), base + "/audio-sets/1-2ch/2.m4s")
                            .status())
                    .isEqualTo(200);
            assertThat(RawClient.get(other.port(), "/api/sessions/" + session).status())
                    .isEqualTo(200);
        }
    }

    private EdgeServer start() throws IOException {
        return LocalEdge.start(folder);
    }
}
