package dev.starling.edge;

import static dev.starling.edge.RawHttp2Client.END_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.RawHttp2Client.Frame;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A malformed request of HTTP/2 (RFC 9113, 8.1.1) ends its own stream, whatever else comes on it. */
class Http2RulesTest {
    private static final int PROTOCOL_ERROR = 1;
    private static final int REFUSED_STREAM = 7;
    private static final int MAX_STREAMS = 10;
    private static final String POST = ":method POST :scheme http :authority x :path /api/sessions ";

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        EdgeLimits limits = EdgeLimits.DEFAULT.with(EdgeLimit.STREAMS_PER_CONNECTION, MAX_STREAMS);
        edge = LocalEdge.start(folder, EdgeSettings.DEFAULT.withLimits(limits));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static String fields(String request) {
        return request.startsWith("+") ? POST + request.substring(1) : request;
    }

    /** Fields separated by blanks; those behind a plus are added to a request that is well-formed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ":method POST :scheme http :authority x",
                ":method CONNECT :authority x:1",
                ":method POST :authority x :path /cmcd",
                ":scheme http :authority x :path /cmcd",
                "+:path /cmcd",
                "+:method GET",
                "+:authority x",
                "+:unknown x",
                "+:status 200",
                "a b " + POST,
                "+na\u0000me x",
                "+name va\u0000lue",
                "+name va\nlue",
                "+te gzip",
                "+te trailers,gzip",
                "+connection close",
                "+keep-alive x",
                "+proxy-connection x",
                "+transfer-encoding chunked",
                "+upgrade h2c",
                "+content-length 1",
                "+content-length 100",
                "+content-length -6",
                "+content-length +6",
                "+content-length 6 content-length 7",
                ":method POST :scheme http :path /cmcd",
                ":method POST :scheme http :path /cmcd :authority a<b>",
                ":method POST :scheme http :path /cmcd :authority user@x",
                ":method POST :scheme http :path /cmcd :authority :80",
                "+host y",
                "+host x host x"
            })
    void aMalformedRequestEndsItsStreamOnly(String request) throws IOException {
        byte[] headers = RawHttp2Client.fields(3, 0, fields(request).split(" "));
        for (byte[][] rest : new byte[][][] {
            {RawHttp2Client.data(3, 0, "abc"), RawHttp2Client.data(3, END_STREAM, "def")},
            {RawHttp2Client.widened(3), RawHttp2Client.data(3, END_STREAM, "abcdef")},
            {RawHttp2Client.data(3, 0, "abcdef"), RawHttp2Client.fields(3, END_STREAM, "x", "y")},
            {RawHttp2Client.data(3, END_STREAM, "abcdefg"), RawHttp2Client.reset(3)}
        }) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.writeBytes(headers);
            frames.writeBytes(rest[0]);
            frames.writeBytes(rest[1]);
            try (RawHttp2Client client = new RawHttp2Client(edge.port(), 65_535)) {
                client.send(frames.toByteArray());
                Frame refused = client.read();
                assertThat(refused.type()).isEqualTo(RawHttp2Client.RST_STREAM);
                assertThat(refused.stream()).isEqualTo(3);
                assertThat(refused.payload().getInt()).isEqualTo(PROTOCOL_ERROR);
                client.request(5, "/healthz");
                assertThat(client.readText(5)).isEqualTo("The edge is running.\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+te trailers",
                "+content-length 2",
                "+host X",
                "+cookie a=b cookie c=d",
                ":method POST :scheme http :path /api/sessions host x",
                ":method POST :scheme https :path /api/sessions :authority [::1]:80"
            })
    void aWellFormedRequestIsAnswered(String request) throws IOException {
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 65_535)) {
            client.send(RawHttp2Client.fields(1, 0, fields(request).split(" ")));
            client.send(RawHttp2Client.data(1, END_STREAM, "{}"));
            assertThat(client.readText(1)).startsWith("{\"id\":");
        }
    }

    @Test
    void trailersHaveNoPseudoHeaders() throws IOException {
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 65_535)) {
            int stream = 1;
            for (String trailer : new String[] {":path", "connection"}) {
                client.send(RawHttp2Client.headers(stream, "POST", "/api/sessions", 0));
                client.send(RawHttp2Client.fields(stream, END_STREAM, trailer, "x"));
                assertThat(client.read().type()).as(trailer).isEqualTo(RawHttp2Client.RST_STREAM);
                stream += 2;
            }
            client.send(RawHttp2Client.headers(5, "POST", "/api/sessions", 0));
            client.send(RawHttp2Client.fields(5, END_STREAM, "x", "y"));
            assertThat(client.readText(5)).as("answered").contains("JSON");
        }
    }

    @Test
    void aRequestAboveTheLimitOfStreamsEndsItsStreamOnly() throws IOException {
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 0)) {
            int last = 2 * MAX_STREAMS - 1;
            for (int stream = 1; stream <= last; stream += 2) {
                client.request(stream, "/healthz");
            }
            client.send(RawHttp2Client.fields(last + 2, 0, POST.strip().split(" ")));
            client.send(RawHttp2Client.data(last + 2, END_STREAM, "{}"));
            Frame refused;
            do {
                refused = client.read();
            } while (refused.stream() != last + 2);
            assertThat(refused.type()).isEqualTo(RawHttp2Client.RST_STREAM);
            assertThat(refused.payload().getInt()).isEqualTo(REFUSED_STREAM);
            client.send(RawHttp2Client.reset(1));
            client.request(last + 4, "/healthz");
            Frame answer;
            do {
                answer = client.read();
            } while (answer.stream() != last + 4);
            assertThat(answer.type()).isEqualTo(RawHttp2Client.HEADERS);
        }
    }
}
