package dev.starling.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.film.MediaWriter;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An edge whose disk is full: titles, uploads, their encodes and telemetry lie on a small file system in memory, which
 * only a mount namespace of the test has.
 */
class FullDiskTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FrameSize SIZE = new FrameSize(96, 64);
    private static final int PICTURES = 12;
    private static final String DISK_BYTES = "64m";
    /** For the record of an upload, and no encode. */
    private static final int SPARE_BYTES = 64 << 10;

    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    /** A process that holds the mount namespace; it ends with its standard input. */
    private record Disk(Process holder, Path inside) implements AutoCloseable {
        private static boolean isRoot() {
            return "root".equals(System.getProperty("user.name"));
        }

        /** Mounts the disk over an empty folder, or skips the test where that is not allowed. */
        static Disk over(Path folder) throws IOException {
            List<String> line = new ArrayList<>(List.of("unshare", "--mount"));
            if (!isRoot()) {
                line.addAll(List.of("--user", "--map-root-user"));
            }
            String mount = "mount -t tmpfs -o size=" + DISK_BYTES + " tmpfs \"$0\" && echo mounted && exec cat";
            line.addAll(List.of("sh", "-c", mount, folder.toString()));
            Process holder;
            try {
                holder = new ProcessBuilder(line)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                assumeTrue(false, "a full disk needs unshare (util-linux): " + e.getMessage());
                throw e;
            }
            BufferedReader told = holder.inputReader();
            boolean mounted = "mounted".equals(told.readLine());
            assumeTrue(mounted, "a full disk needs a mount namespace: run as root, or allow user namespaces");
            // The same folder, as that process sees it.
            return new Disk(holder, Path.of("/proc", Long.toString(holder.pid()), "root" + folder));
        }

        /** Starts a program that sees the disk. */
        Process start(List<String> command) throws IOException {
            List<String> line = new ArrayList<>(List.of("nsenter", "--mount", "--target", Long.toString(holder.pid())));
            if (!isRoot()) {
                line.addAll(List.of("--user", "--preserve-credentials"));
            }
            line.addAll(command);
            return new ProcessBuilder(line).start();
        }

        private Path filler() {
            return inside.resolve("filler");
        }

        /** Fills the disk to the last page. */
        void fill() throws IOException {
            try (OutputStream out = Files.newOutputStream(filler())) {
                byte[] page = new byte[4096];
                for (boolean room = true; room; ) {
                    try {
                        out.write(page);
                    } catch (IOException full) {
                        assertThat(full).hasMessageContaining("No space left on device");
                        room = false;
                    }
                }
            }
        }

        void makeRoom(long bytes) throws IOException {
            try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.WRITE)) {
                file.truncate(file.size() - bytes);
            }
        }

        void empty() throws IOException {
            Files.delete(filler());
        }

        @Override
        public void close() {
            holder.destroy();
        }
    }

    /** {@code ./starling serve} as a process. */
    private static final class Edge implements AutoCloseable {
        private final Process process;
        private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
        private final HttpClient client = HttpClient.newHttpClient();
        private final URI url;

        Edge(Disk disk, Path folder) throws Exception {
            process = disk.start(List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--add-modules=jdk.incubator.vector",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Starling.class.getName(),
                    "serve",
                    folder.resolve("titles").toString(),
                    "--port",
                    "0",
                    "--upload-dir",
                    folder.resolve("uploads").toString(),
                    "--telemetry",
                    folder.resolve("t.duckdb").toString()));
            Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(log::add));
            String serving = process.inputReader().readLine();
            assertThat(serving).as(() -> String.join("\n", log)).isNotNull();
            url = URI.create(serving.replaceFirst(".*(http://\\S+).*", "$1"));
        }

        /** Waits for a line of the log, and returns it. */
        String awaitLog(String part) throws InterruptedException {
            while (true) {
                String line = log.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(line).as("a line with " + part).isNotNull();
                if (line.contains(part)) {
                    return line;
                }
            }
        }

        private HttpResponse<byte[]> ask(String method, String path, byte[] body, String... headers)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                    .header("Tus-Resumable", "1.0.0")
                    .method(method, BodyPublishers.ofByteArray(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), BodyHandlers.ofByteArray());
        }

        HttpResponse<byte[]> create(String name, long bytes) throws IOException, InterruptedException {
            String encoded = Base64.getEncoder().encodeToString(name.getBytes(UTF_8));
            return ask(
                    "POST",
                    "/api/uploads",
                    new byte[0],
                    "Upload-Length",
                    Long.toString(bytes),
                    "Upload-Metadata",
                    "filename " + encoded);
        }

        HttpResponse<byte[]> append(String upload, byte[] file, long from, long until)
                throws IOException, InterruptedException {
            return ask(
                    "PATCH",
                    upload,
                    Arrays.copyOfRange(file, (int) from, (int) until),
                    "Content-Type",
                    "application/offset+octet-stream",
                    "Upload-Offset",
                    Long.toString(from));
        }

        long offset(String upload) throws IOException, InterruptedException {
            return ask("HEAD", upload, new byte[0])
                    .headers()
                    .firstValueAsLong("upload-offset")
                    .orElseThrow();
        }

        byte[] clip(String title) throws IOException, InterruptedException {
            HttpResponse<byte[]> clip =
                    ask("GET", "/titles/" + title + "/sessions/AAAAAAAAAAAAAAAAAAAAAA/swarm/0.m4s", new byte[0]);
            assertThat(clip.statusCode()).isEqualTo(200);
            return clip.body();
        }

        JsonNode json(String path) throws IOException, InterruptedException {
            HttpResponse<byte[]> answer = ask("GET", path, new byte[0]);
            assertThat(answer.statusCode()).isEqualTo(200);
            return JSON.readTree(answer.body());
        }

        @Override
        public void close() {
            client.close();
            process.destroy();
            process.onExit().join();
        }
    }

    private static void write(Path file) {
        SplittableRandom random = new SplittableRandom(1);
        int ticks = 90_000 / PICTURES;
        try (MediaWriter writer = MediaWriter.lossless(file, SIZE, new Ratio(PICTURES, 1))) {
            for (int i = 0; i < PICTURES; i++) {
                try (Frame frame = Frame.allocate(SIZE.width(), SIZE.height(), Colour.BT601, (long) i * ticks, ticks)) {
                    for (var plane : List.of(frame.luma(), frame.cb(), frame.cr())) {
                        for (int y = 0; y < plane.height(); y++) {
                            for (int x = 0; x < plane.width(); x++) {
                                byte sample = (byte) (x + y + 2 * i + random.nextInt(20));
                                plane.samples().set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, sample);
                            }
                        }
                    }
                    writer.write(frame);
                }
            }
            writer.finish();
        }
    }

    private static void isOneLine(HttpResponse<byte[]> refused, String text) {
        assertThat(refused.statusCode()).isEqualTo(507);
        assertThat(new String(refused.body(), UTF_8))
                .contains(text)
                .hasLineCount(1)
                .endsWith("\n");
    }

    @Test
    void uploadsEncodesAndTelemetrySaySoEverythingElseGoesOnAndNothingWholeIsLost() throws Exception {
        Path input = folder.resolve("film.mkv");
        write(input);
        byte[] film = Files.readAllBytes(input);
        assertThat(film.length).isGreaterThan(4 * 4096);
        Path ready = folder.resolve("ready");
        Run encoded = Run.of("encode", input, "-o", ready, "--preset", "veryfast");
        assertThat(encoded.exitCode()).as(encoded.err()).isZero();
        Path mount = Files.createDirectory(folder.resolve("disk"));
        try (Disk disk = Disk.over(mount)) {
            copy(ready, disk.inside().resolve("titles/ready"));
            try (Edge edge = new Edge(disk, mount)) {
                assertThat(edge.clip("ready")).isNotEmpty();
                String upload = "/api/"
                        + edge.create("film.mkv", film.length)
                                .headers()
                                .firstValue("location")
                                .orElseThrow();
                int half = film.length / 2;
                assertThat(edge.append(upload, film, 0, half).statusCode()).isEqualTo(204);

                disk.fill();
                isOneLine(edge.append(upload, film, half, film.length), "The server's disk is full");
                isOneLine(edge.create("other.mkv", film.length), "The server's disk has no room");
                long arrived = edge.offset(upload);
                assertThat(arrived).isBetween((long) half, film.length - 1L);
                // Telemetry needs 32 MiB: it loses the first record.
                assertThat(edge.clip("ready")).isNotEmpty();
                assertThat(edge.awaitLog("telemetry is lost")).contains("No space left on device");

                // The rest of the file has room, its encode has not.
                disk.makeRoom(film.length - arrived + SPARE_BYTES);
                assertThat(edge.append(upload, film, arrived, film.length).statusCode())
                        .isEqualTo(204);
                edge.awaitLog("No space left on device: make room and restart");
                JsonNode job = edge.json("/api/jobs").get(0);
                assertThat(job.get("state").asText()).isEqualTo("failed");
                assertThat(job.get("message").asText())
                        .contains("No space left on device")
                        .doesNotContain("\n");
                assertThat(edge.json("/api/titles"))
                        .singleElement()
                        .satisfies(title -> assertThat(title.get("id").asText()).isEqualTo("ready"));

                Path arrivedWhole =
                        disk.inside().resolve(upload.replace("/api/uploads/", "uploads/") + "/input/film.mkv");
                assertThat(arrivedWhole).hasBinaryContent(film);

                disk.empty();
                assertThat(edge.clip("ready")).isNotEmpty();
                edge.awaitLog("telemetry is written again");
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copied = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied);
                }
            }
        }
    }
}
