package dev.starling.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.edge.GeneratedPackage;
import dev.starling.swarm.pack.FolderShelf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An edge whose telemetry cannot be written any more, over real sockets. */
class LostDiskTest {
    @TempDir
    private Path folder;

    @Test
    void deliveryGoesOnAndTheLogHasOneLine() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(TelemetryWriter.class);
        logger.addAppender(lines);
        Path titles = folder.resolve("titles");
        new GeneratedPackage(3, 100_000, 1).write(titles.resolve("t"));
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path file = disk.resolve("telemetry.duckdb");
        TelemetryWriter writer = TelemetryWriter.open(file, Duration.ofDays(1), InstantSource.system());
        try (writer;
                EdgeServer edge = EdgeServer.start(
                        new FolderShelf(titles),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        EdgeSettings.DEFAULT.withTelemetry(writer),
                        InstantSource.system(),
                        new SplittableRandom(1));
                HttpClient client = HttpClient.newHttpClient()) {
            Files.move(disk, folder.resolve("elsewhere"));
            for (int clip = 0; clip < 3; clip++) {
                URI uri = URI.create("http://127.0.0.1:" + edge.port()
                        + "/titles/t/sessions/AAAAAAAAAAAAAAAAAAAAAA/swarm/" + clip + ".m4s");
                HttpResponse<byte[]> response =
                        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body().length).isGreaterThan(1_000);
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(writer.counts().written()).isZero();
        assertThat(writer.counts().lost()).isBetween(1L, 4L);
        assertThat(lines.list).hasSize(1);
    }
}
