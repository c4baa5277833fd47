package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.delivery.Fragments;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client whose link gets slow, over real sockets: the edge must notice and move down in flight. */
class SlowClientTest {
    /** Some three times what the slow link carries. */
    private static final double TOP_BITS_PER_SECOND = 1_000_000;

    private static final int FAST_BLOCK_BYTES = 1 << 20;
    private static final int SLOW_BLOCK_BYTES = 2_048;
    private static final int BLOCK_MILLIS = 50;
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void aClientThatReadsSlowlyGetsALowerMemberFromSomewhereInTheClip() throws Exception {
        new GeneratedPackage(2, TOP_BITS_PER_SECOND, 5).write(folder.resolve("t"));
        try (EdgeServer edge = LocalEdge.start(folder)) {
            String group =
                    GeneratedPackage.group(GeneratedPackage.SIZES.getFirst()).value();
            String base = "/titles/t/sessions/" + SESSION + "/groups/" + group;
            read(edge, base + "/0.m4s?CMCD=su", FAST_BLOCK_BYTES);
            byte[] slow = read(edge, base + "/1.m4s?CMCD=bl%3D2000", SLOW_BLOCK_BYTES);
            assertThat(Fragments.read(slow).samples()).hasSize(GeneratedPackage.FRAMES);

            JsonNode clip = explain(edge).get("clips").get(1);
            assertThat(clip.get("state").asText()).isEqualTo("sent");
            assertThat(clip.get("downMoves")).as(clip.toPrettyString()).isNotEmpty();
            assertThat(clip.get("actual").get("bytes").asLong())
                    .isLessThan(clip.get("predicted").get("bytes").asLong());
            JsonNode spans = clip.get("delivered");
            assertThat(spans.get(spans.size() - 1).get("member").asText())
                    .isNotEqualTo(clip.get("plan").get(0).get("member").asText());

            JsonNode network = explain(edge).get("network");
            assertThat(network.get("bitsPerSecond").asDouble()).isLessThan(TOP_BITS_PER_SECOND);
            assertThat(network.get("roundTripSeconds").asDouble()).isPositive();
        }
    }

    private static JsonNode explain(EdgeServer edge) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + edge.port() + "/api/sessions/" + SESSION);
            return JSON.readTree(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body());
        }
    }

    /** Reads a response, a block at each tick of a timer; slow blocks give some 0.3 Mbit/s. */
    private static byte[] read(EdgeServer edge, String target, int blockBytes) throws Exception {
        try (Socket socket = new Socket();
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            // What a link does not carry in time is lost to it, so few ticks are kept.
            LinkedBlockingQueue<Integer> ticks = new LinkedBlockingQueue<>(2);
            ScheduledFuture<?> ticking =
                    timer.scheduleAtFixedRate(() -> ticks.offer(blockBytes), 0, BLOCK_MILLIS, TimeUnit.MILLISECONDS);
            InputStream in = new PacedInputStream(socket.getInputStream(), ticks);
            while (!line(in).isEmpty()) {
                // Headers.
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                body.write(in.readNBytes(size));
                line(in);
            }
            ticking.cancel(false);
            return body.toByteArray();
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Gives no more bytes than there were ticks. */
    private static final class PacedInputStream extends InputStream {
        private final InputStream in;
        private final LinkedBlockingQueue<Integer> ticks;
        private int allowed;

        PacedInputStream(InputStream in, LinkedBlockingQueue<Integer> ticks) {
            this.in = in;
            this.ticks = ticks;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            try {
                while (allowed == 0) {
                    allowed = ticks.take();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            int read = in.read(to, offset, Math.min(length, allowed));
            allowed -= Math.max(0, read);
            return read;
        }
    }
}
