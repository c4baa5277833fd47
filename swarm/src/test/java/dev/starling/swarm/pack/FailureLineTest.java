package dev.starling.swarm.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureLineTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("a"), "a: no such file or directory"),
                Arguments.of(new AccessDeniedException("a\nb"), "a?b: permission denied"),
                Arguments.of(new FileSystemException("a", null, "Too many links"), "a: Too many links"),
                Arguments.of(new FileSystemException("a"), "a: cannot be used"),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("a")), "a: no such file or directory"),
                Arguments.of(new IOException("No space left\non the device"), "No space left"),
                Arguments.of(new IOException("a\u0007b"), "a?b"),
                Arguments.of(new FileSystemException("a", null, "Is a\ndirectory"), "a: Is a"),
                Arguments.of(new IOException(" "), "IOException"),
                Arguments.of(new EOFException(), "EOFException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsTheReasonInOneLine(Exception failure, String line) {
        assertThat(FailureLine.of(failure)).isEqualTo(line);
    }
}
