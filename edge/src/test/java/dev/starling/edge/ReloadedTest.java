package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ReloadedTest {
    @TempDir
    private Path folder;

    private Path file;
    private Instant now = Instant.EPOCH;
    private boolean isReadable = true;

    private final Logger logger = (Logger) LoggerFactory.getLogger(ErrorLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(folder.resolve("file"), "a");
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private Reloaded<String> open() throws IOException {
        return new Reloaded<>(
                "value",
                List.of(file),
                () -> {
                    if (!isReadable) {
                        throw new AccessDeniedException(file.toString());
                    }
                    return Files.readString(file);
                },
                () -> now);
    }

    private String afterASecond(Reloaded<String> value) {
        now = now.plusSeconds(1);
        return value.get();
    }

    /** Other rights change neither the time nor the size of a file. */
    @Test
    void aVersionThatCannotBeReadIsTriedAgainAndIsOneLine() throws IOException {
        Reloaded<String> value = open();
        Files.writeString(file, "bb");
        isReadable = false;
        for (int i = 0; i < 3; i++) {
            assertThat(afterASecond(value)).isEqualTo("a");
        }
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("value not read, the one before stays", file.toString());
        isReadable = true;
        assertThat(afterASecond(value)).isEqualTo("bb");
    }

    /** A reader would wait for a pipe, and with it every request that needs the value. */
    @Test
    void aPipeInPlaceOfTheFileIsNotRead() throws Exception {
        Reloaded<String> value = open();
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertThat(afterASecond(value)).isEqualTo("a");
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains(file + ": not a regular file");
        Files.delete(file);
        Files.writeString(file, "ccc");
        assertThat(afterASecond(value)).isEqualTo("ccc");
    }
}
