package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.RawClient.Answer;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.upload.UploadLimits;
import dev.starling.edge.upload.Uploads;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may send to an upload, over real sockets. Encodes never end. */
@Timeout(60)
class UploadAttacksTest {
    private static final EdgeLimits LIMITS =
            EdgeLimits.DEFAULT.with(EdgeLimit.UPLOADS_WAITING, 4).with(EdgeLimit.MEBIBYTES_OF_UPLOADS, 1);
    private static final int CLIENTS = 12;

    @TempDir
    private Path folder;

    private Path uploadFolder;
    private Path titles;
    private EdgeServer edge;
    private Uploads uploads;

    @BeforeEach
    void open() throws IOException {
        titles = Files.createDirectories(folder.resolve("titles"));
        uploadFolder = folder.resolve("uploads");
        uploads = Uploads.open(
                new Uploads.Places(uploadFolder, titles),
                UploadLimits.of(LIMITS),
                (input, output, store) -> List.of("sleep", "1000"),
                InstantSource.system(),
                new SplittableRandom(1));
        edge = LocalEdge.start(titles, EdgeSettings.DEFAULT.withUploads(uploads));
    }

    @AfterEach
    void close() {
        edge.close();
        uploads.close();
    }

    private TusClient client() {
        return new TusClient(edge.port(), uploadFolder);
    }

    private String content(String upload) throws IOException {
        Path own = uploadFolder.resolve(upload.substring("/api/uploads/".length()));
        return Files.readString(own.resolve("input/a.mp4"));
    }

    private static String head(String method, String upload, long offset) {
        return method + " " + upload + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
                + TusClient.patchHeaders(offset);
    }

    /** What several clients at once get. */
    private static List<Integer> atOnce(List<Callable<Answer>> clients) throws Exception {
        List<Integer> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> each : threads.invokeAll(clients)) {
                try {
                    all.add(each.get().status());
                } catch (ExecutionException broken) {
                    assertThat(broken.getCause()).isInstanceOf(IOException.class);
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 409",
        "5, 409",
        "10, 409",
        "11, 409",
        "999999999999999999, 409",
        "9999999999999999999, 400",
        "-1, 400",
        "0x4, 400",
        "04, 400",
        "+4, 400",
        "'4,4', 400",
        "'', 400"
    })
    void anOffsetThatIsNotTheNextOneChangesNothing(String offset, int status) throws IOException {
        String upload = client().begun("a.mp4", 10);
        assertThat(client().append(upload, 0, "0123").status()).isEqualTo(204);
        String headers = TusClient.patchHeaders(0).replace("Upload-Offset: 0", "Upload-Offset: " + offset);
        assertThat(client().ask("PATCH", upload, headers, "456789").status()).isEqualTo(status);
        assertThat(client().offset(upload)).isEqualTo(4);
        assertThat(content(upload)).isEqualTo("0123");
    }

    /** What comes after the announced body is another request. */
    @Test
    void bytesAfterTheBodyAreNotAppended() throws IOException {
        String upload = client().begun("a.mp4", 10);
        try (RawClient client = new RawClient(edge.port())) {
            client.send(head("PATCH", upload, 0) + "Content-Length: 4\r\n\r\n0123456789\r\n\r\n");
            assertThat(client.read(true).status()).isEqualTo(204);
            assertThat(client.read(true).status()).isEqualTo(400);
        }
        assertThat(content(upload)).isEqualTo("0123");
    }

    @Test
    void chunksAreAppendedAndBrokenOnesKeptAsFarAsTheyCame() throws IOException {
        String upload = client().begun("a.mp4", 10);
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        try (RawClient client = new RawClient(edge.port())) {
            client.send(head("PATCH", upload, 0) + chunked + "2\r\n01\r\n1\r\n2\r\n0\r\n\r\n");
            assertThat(client.read(true).header("upload-offset")).hasValue("3");
            client.send(head("PATCH", upload, 3) + chunked + "2\r\n34\r\nno size\r\n56789");
            client.isClosedByServer();
        }
        assertThat(client().offset(upload)).isBetween(3L, 5L);
        assertThat(content(upload)).isEqualTo("01234".substring(0, (int) client().offset(upload)));
        long offset = client().offset(upload);
        assertThat(client().append(upload, offset, "0123456789".substring((int) offset))
                        .status())
                .isEqualTo(204);
        assertThat(content(upload)).isEqualTo("0123456789");
    }

    /** One of them at a time writes, and each byte is where it belongs. */
    @Test
    void manyClientsThatAppendAtOnceMakeOneFile() throws Exception {
        String whole = "0123456789abcdef".repeat(4096);
        String upload = client().begun("a.mp4", whole.length());
        long offset = 0;
        while (offset < whole.length()) {
            long from = offset;
            int until = (int) Math.min(whole.length(), from + 20_000);
            List<Integer> all = atOnce(IntStream.range(0, CLIENTS)
                    .<Callable<Answer>>mapToObj(
                            _ -> () -> client().append(upload, from, whole.substring((int) from, until)))
                    .toList());
            assertThat(all).isSubsetOf(204, 409);
            offset = client().offset(upload);
            assertThat(offset).isBetween(from + 1, (long) until);
        }
        assertThat(content(upload)).isEqualTo(whole);
    }

    /** A client that only asks, or appends elsewhere, does not disturb the one that writes. */
    @Test
    void itIsAskedAndRefusedWhileItWrites() throws IOException {
        String upload = client().begun("a.mp4", 10);
        try (RawClient writing = new RawClient(edge.port())) {
            writing.send(head("PATCH", upload, 0) + "Content-Length: 10\r\n\r\n0123");
            while (client().offset(upload) < 4) {
                Thread.onSpinWait();
            }
            assertThat(client().append(upload, 9, "9").status()).isEqualTo(409);
            assertThat(client().append(upload, 11, "9").status()).isEqualTo(409);
            assertThat(client().offset(upload)).isEqualTo(4);
            writing.send("456789");
            assertThat(writing.read(true).header("upload-offset")).hasValue("10");
        }
        assertThat(content(upload)).isEqualTo("0123456789");
    }

    @Test
    void whatIsRemovedWhileItIsWrittenIsGone() throws Exception {
        for (int round = 0; round < 20; round++) {
            String upload = client().begun("a.mp4", 4);
            List<Callable<Answer>> clients = new ArrayList<>();
            clients.add(() -> client().ask("DELETE", upload, "", ""));
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(() -> client().append(upload, 0, "01"));
                clients.add(() -> client().append(upload, 2, "23"));
            }
            // The HTTP server answers a request that is broken off by 500.
            assertThat(atOnce(clients)).isSubsetOf(204, 404, 409, 500);
            assertThat(client().ask("HEAD", upload, "", "").status()).isEqualTo(404);
            assertThat(uploadFolder).isEmptyDirectory();
            assertThat(titles).isEmptyDirectory();
        }
    }

    @Test
    void manyThatBeginAtOnceGetNoMoreThanThereIs() throws Exception {
        Map<Integer, Integer> counts = new HashMap<>();
        atOnce(IntStream.range(0, CLIENTS)
                        .<Callable<Answer>>mapToObj(_ -> () -> client().create("a.mp4", 1))
                        .toList())
                .forEach(it -> counts.merge(it, 1, Integer::sum));
        assertThat(counts).isEqualTo(Map.of(201, 4, 503, CLIENTS - 4));
        assertThat(uploadFolder.toFile().list()).hasSize(4);
    }

    /** An upload has a large body; nothing else at its path has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE /api/uploads/AAAAAAAAAAAAAAAAAAAAAA",
                "HEAD /api/uploads/AAAAAAAAAAAAAAAAAAAAAA",
                "POST /api/uploads/AAAAAAAAAAAAAAAAAAAAAA",
                "PATCH /api/uploads/no-upload",
                "PUT /api/uploads/x"
            })
    void onlyTheBodyOfAnUploadMayBeLarge(String line) throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            client.send(line + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            int sent = 0;
            try {
                for (; sent < 64; sent++) {
                    client.send(chunk);
                }
            } catch (SocketException closed) {
                // The server does not take them all.
            }
            assertThat(sent < 64 || client.readHead().status() == 413).isTrue();
        }
    }
}
