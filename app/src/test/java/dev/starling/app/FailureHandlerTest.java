package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.libav.MediaException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailureHandlerTest {
    private static final Map<String, String> DEBUG = Map.of("STARLING_DEBUG", "1");

    private static String printed(Exception failure, Map<String, String> environment) {
        StringWriter err = new StringWriter();
        CommandLine command = Starling.commandLine().setErr(new PrintWriter(err, true));
        int exitCode = new FailureHandler(environment)
                .handleExecutionException(failure, command, command.parseArgs("h264", "inspect", "a"));
        assertThat(exitCode).isEqualTo(1);
        return err.toString();
    }

    @Test
    void anErrorForTheUserIsOneLineAndWithDebugItsStackTraceFollows() {
        assertThat(printed(new NoSuchFileException("a"), Map.of()))
                .isEqualTo("starling: a: no such file or directory\n");
        assertThat(printed(new NoSuchFileException("a"), DEBUG))
                .startsWith("starling: a: no such file or directory\n")
                .contains("\tat ")
                .doesNotContain("internal error");
    }

    @Test
    void aNameWithLineBreaksStaysInOneLine() {
        assertThat(printed(new NoSuchFileException("a\nstarling: ok"), Map.of()))
                .isEqualTo("starling: a?starling: ok: no such file or directory\n");
        assertThat(printed(MediaException.of(MediaException.Kind.IO, Path.of("a\nb"), "cannot be read"), Map.of()))
                .isEqualTo("starling: a?b: cannot be read\n");
    }

    @Test
    void anyOtherErrorIsInternal() {
        for (Map<String, String> environment : List.of(Map.<String, String>of(), DEBUG)) {
            assertThat(printed(new IllegalStateException("x"), environment))
                    .startsWith("starling: internal error; please report it")
                    .contains("IllegalStateException: x", "\tat ");
        }
    }
}
