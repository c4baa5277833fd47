package dev.starling.edge.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.edge.limits.EdgeLimits;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests of one upload that come at the same time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UploadRacesTest {
    private static final int FILE_BYTES = 1 << 20;
    private static final int CLIENTS = 8;
    private static final int MAX_PIECE = 100_000;

    @TempDir
    private Path folder;

    private Path copy;
    private Uploads uploads;

    /** The encoder keeps the file as it has arrived. */
    @BeforeEach
    void open() throws IOException {
        copy = folder.resolve("copy");
        Path part = folder.resolve("part");
        uploads = Uploads.open(
                new Uploads.Places(folder.resolve("uploads"), Files.createDirectories(folder.resolve("titles"))),
                UploadLimits.of(EdgeLimits.DEFAULT),
                (input, output, store) ->
                        List.of("sh", "-c", "cp " + input + " " + part + " && mv " + part + " " + copy),
                InstantSource.system(),
                new SplittableRandom(1));
    }

    private static void nothing() {}

    /** The body of a request that breaks after some bytes. */
    private static InputStream broken(byte[] file, int from, int bytes) {
        return new FilterInputStream(new ByteArrayInputStream(file, from, bytes)) {
            @Override
            public int read(byte[] into, int at, int count) throws IOException {
                int read = super.read(into, at, count);
                if (read < 0) {
                    throw new IOException("the connection is closed");
                }
                return read;
            }
        };
    }

    /** A client that asks how far the upload is, and sends pieces from there on, whole ones and broken ones. */
    private void send(UploadId id, byte[] file, SplittableRandom random) throws Exception {
        while (true) {
            try {
                int at = (int) uploads.progress(id).offset();
                int bytes = Math.min(random.nextInt(MAX_PIECE), FILE_BYTES - at);
                InputStream body =
                        random.nextBoolean() ? new ByteArrayInputStream(file, at, bytes) : broken(file, at, bytes);
                if (uploads.append(id, at, body, UploadRacesTest::nothing) == FILE_BYTES) {
                    return;
                }
            } catch (UploadException refused) {
                assertThat(refused.kind()).isEqualTo(UploadException.Kind.OTHER_OFFSET);
                if (uploads.progress(id).offset() == FILE_BYTES) {
                    return;
                }
            }
        }
    }

    @Test
    void clientsThatSendTheSameFileAtTheSameTimeMakeOneFile() throws Exception {
        byte[] file = new byte[FILE_BYTES];
        new SplittableRandom(2).nextBytes(file);
        UploadId id = uploads.create("film.mkv", FILE_BYTES);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                SplittableRandom random = new SplittableRandom(client);
                all.add(() -> {
                    send(id, file, random);
                    return true;
                });
            }
            for (Future<Boolean> client : clients.invokeAll(all)) {
                assertThat(client.get()).isTrue();
            }
            while (!Files.exists(copy)) {
                Thread.sleep(10);
            }
        } finally {
            uploads.close();
        }
        assertThat(Files.readAllBytes(copy)).isEqualTo(file);
    }

    /** One request is removed from under another one, which waits behind a third one. */
    @Test
    void whatWaitsForAnUploadThatIsRemovedIsToldSo() throws Exception {
        UploadId id = uploads.create("film.mkv", 3);
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        InputStream slow = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] into, int at, int count) throws IOException {
                reads.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch takenOver = new CountDownLatch(1);
            // Whoever takes over ends the request before, here not at once.
            Future<Long> first = clients.submit(() -> uploads.append(id, 0, slow, takenOver::countDown));
            reads.await();
            CountDownLatch waits = new CountDownLatch(1);
            Future<Long> second = clients.submit(
                    () -> uploads.append(id, 0, new ByteArrayInputStream(new byte[1]), waits::countDown));
            takenOver.await();
            Future<Boolean> removed = clients.submit(() -> {
                uploads.remove(id);
                return true;
            });
            // The removal breaks off the second one after it has made the upload unknown.
            waits.await();
            goesOn.countDown();
            assertThat(first.get()).isZero();
            assertThatThrownBy(second::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            UploadException.class, it -> assertThat(it.kind()).isEqualTo(UploadException.Kind.UNKNOWN));
            assertThat(removed.get()).isTrue();
        } finally {
            uploads.close();
        }
        assertThat(folder.resolve("uploads").resolve(id.value())).doesNotExist();
    }
}
