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
import java.util.List;
import java.util.SplittableRandom;
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
    @TempDir
    private Path folder;

    private Uploads uploads;

    @BeforeEach
    void open() throws IOException {
        uploads = Uploads.open(
                new Uploads.Places(folder.resolve("uploads"), Files.createDirectories(folder.resolve("titles"))),
                UploadLimits.of(EdgeLimits.DEFAULT),
                (input, output, store) -> List.of("true"),
                InstantSource.system(),
                new SplittableRandom(1));
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
