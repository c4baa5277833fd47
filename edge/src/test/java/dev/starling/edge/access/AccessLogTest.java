package dev.starling.edge.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AccessLogTest {
    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    private static AccessEntry entry(String target, Optional<String> userAgent) {
        return new AccessEntry(
                Instant.parse("2026-11-29T19:45:00.123Z"),
                "2001:db8::7",
                new AccessEntry.Request(
                        "GET", target, "HTTP/2.0", "/{resource...}", Optional.of("https://a/"), userAgent),
                new AccessEntry.Response(200, 1234, 0.5, OptionalDouble.of(0.25)));
    }

    private static void awaitWritten(AccessLog log, long count) {
        while (log.counts().written() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCombinedLineIsAsInApachesLogs() {
        assertThat(AccessLogFormat.COMBINED.line(entry("/a?b=c", Optional.of("x/1 (\"y\"\\\n\u00e9)"))))
                .isEqualTo("2001:db8::7 - - [29/Nov/2026:19:45:00 +0000] \"GET /a?b=c HTTP/2.0\" 200 1234"
                        + " \"https://a/\" \"x/1 (\\\"y\\\"\\\\\\x0a\\xc3\\xa9)\"");
        assertThat(AccessLogFormat.COMBINED.line(entry("/", Optional.empty()))).endsWith(" \"-\"");
    }

    @Test
    void aJsonLineIsAnObject() throws IOException {
        String line = AccessLogFormat.JSON.line(entry("/a", Optional.of("\"\n\u00e9")));
        assertThat(line).doesNotContain("\n");
        JsonNode object = new ObjectMapper().readTree(line);
        assertThat(object.get("time").asText()).isEqualTo("2026-11-29T19:45:00.123Z");
        assertThat(object.get("client").asText()).isEqualTo("2001:db8::7");
        assertThat(object.get("userAgent").asText()).isEqualTo("\"\n\u00e9");
        assertThat(object.get("status").asInt()).isEqualTo(200);
        assertThat(object.get("bytes").asInt()).isEqualTo(1234);
        assertThat(object.get("seconds").asDouble()).isEqualTo(0.5);
        assertThat(object.get("firstByteSeconds").asDouble()).isEqualTo(0.25);
        assertThat(object.get("route").asText()).isEqualTo("/{resource...}");
    }

    @Test
    void aFileThatIsRotatedAwayIsMadeAnew() throws IOException {
        Path file = folder.resolve("access.log");
        Files.writeString(file, "before\n");
        try (AccessLog log = AccessLog.toFile(file, AccessLogFormat.COMBINED, now::get)) {
            log.add(entry("/1", Optional.empty()));
            awaitWritten(log, 1);
            Path old = Files.move(file, folder.resolve("access.log.1"));
            now.updateAndGet(it -> it.plusSeconds(1));
            log.add(entry("/2", Optional.empty()));
            awaitWritten(log, 2);
            assertThat(Files.readAllLines(old)).hasSize(2).first().isEqualTo("before");
            assertThat(Files.readString(old)).contains("GET /1 ").doesNotContain("GET /2 ");
            assertThat(Files.readString(file)).contains("GET /2 ").hasLineCount(1);
            Files.delete(file);
            now.updateAndGet(it -> it.plusSeconds(1));
            log.add(entry("/3", Optional.empty()));
        }
        assertThat(Files.readString(file)).contains("GET /3 ").hasLineCount(1);
    }

    @Test
    void whatTheDiskDoesNotTakeIsCountedAndLoggedOnce() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.class);
        logger.addAppender(lines);
        CountDownLatch full = new CountDownLatch(1);
        AccessLog.Sink disk = new AccessLog.Sink() {
            @Override
            public void write(byte[] text) throws IOException {
                if (full.getCount() > 0) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void close() {}
        };
        try (AccessLog log = AccessLog.start(AccessLogFormat.JSON, disk, 64)) {
            for (int i = 1; i <= 3; i++) {
                log.add(entry("/", Optional.empty()));
                while (log.counts().lost() < i) {
                    Thread.onSpinWait();
                }
            }
            assertThat(lines.list).hasSize(1);
            assertThat(lines.list.getFirst().getFormattedMessage()).contains("No space left on device");
            full.countDown();
            log.add(entry("/", Optional.empty()));
            awaitWritten(log, 1);
            assertThat(log.counts()).isEqualTo(new AccessLog.Counts(1, 3));
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void aDiskThatHangsCostsLinesAndNeverTime() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        AccessLog.Sink disk = new AccessLog.Sink() {
            @Override
            public void write(byte[] text) throws IOException {
                writing.countDown();
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void close() {}
        };
        try (AccessLog log = AccessLog.start(AccessLogFormat.JSON, disk, 4)) {
            log.add(entry("/", Optional.empty()));
            writing.await();
            for (int i = 0; i < 10; i++) {
                log.add(entry("/", Optional.empty()));
            }
            assertThat(log.counts()).isEqualTo(new AccessLog.Counts(0, 6));
            answers.countDown();
            awaitWritten(log, 5);
        }
    }

    @Test
    void aStreamGetsTheLines() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = AccessLog.toStream(out, AccessLogFormat.COMBINED)) {
            log.add(entry("/a", Optional.empty()));
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("GET /a ").hasLineCount(1);
    }
}
