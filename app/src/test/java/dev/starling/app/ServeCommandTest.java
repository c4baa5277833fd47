package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"connections", "connections=0", "connections=many", "connection=1"})
    void aLimitThatIsNoneIsBadUsage(String limit) {
        assertThat(serve("serve", folder.toString(), "--port", "0", "--limit", limit))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("starling: ").contains("--limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "0"})
    void theUrlOfAllAddressesWorksFromOtherMachines(String host) throws Exception {
        String url = urlOf(host);
        assertThat(url).doesNotContain("0.0.0.0").doesNotContain("//0:").doesNotContain("[::]");
        assertThat(get(url)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost"})
    void anyLocalAddressCanBeListenedOn(String host) throws Exception {
        String url = urlOf(host);
        assertThat(url).startsWith("http://" + host + ":");
        assertThat(get(url)).isEqualTo(200);
    }

    private static int get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    /** The URL that a serve command prints; the command continues until the process ends. */
    private String urlOf(String host) throws Exception {
        BlockingQueue<String> urls = new LinkedBlockingQueue<>();
        Writer out = new StringWriter() {
            @Override
            public void flush() {
                Matcher url = Pattern.compile("http://\\S+").matcher(toString());
                if (url.find()) {
                    urls.add(url.group());
                }
            }
        };
        Thread.ofVirtual()
                .start(() -> Starling.run(
                        new PrintWriter(out),
                        new PrintWriter(err, true),
                        "serve",
                        folder.toString(),
                        "--port",
                        "0",
                        "--host",
                        host));
        String url = urls.poll(20, TimeUnit.SECONDS);
        assertThat(url).as(err::toString).isNotNull();
        return url;
    }
}
