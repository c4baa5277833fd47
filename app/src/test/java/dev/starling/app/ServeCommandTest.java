package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int serve(String... arguments) {
        return Starling.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
    }

    @Test
    void aPortInUseIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(serve("serve", folder.toString(), "--port", port)).isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("starling: ")
                    .contains(port)
                    .containsIgnoringCase("address already in use")
                    .contains("--port");
            assertThat(err.toString().lines()).hasSize(1);
        }
    }

    @Test
    void aFolderThatIsMissingIsOneLine() {
        assertThat(serve("serve", folder.resolve("missing").toString())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("missing");
    }

    @Test
    void whatIsNoFolderOfPackagesIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("holiday.mp4"), "");
        assertThat(serve("serve", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("holiday.mp4: not a folder");
    }

    @Test
    void aPortThatIsNoneIsBadUsage() {
        assertThat(serve("serve", folder.toString(), "--port", "70000")).isEqualTo(2);
        assertThat(err.toString()).contains("--port");
    }
}
