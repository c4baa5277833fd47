package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avformat.avio_read;
import static org.bytedeco.ffmpeg.global.avformat.avio_seek;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EIO;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;

import dev.starling.libav.MediaException;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What FFmpeg reads of transport streams through Java. */
class TransportInputTest {
    private static final int THREADS = 32;
    private static final int PACKETS = 1000;
    private static final int SOME_BYTES = 1000;

    @TempDir
    Path directory;

    @BeforeAll
    static void load() {
        Natives.load();
    }

    /** Packets with other contents for each number. */
    private Path file(int number) throws IOException {
        byte[] bytes = new byte[PACKETS * TransportPackets.BYTES];
        new Random(number).nextBytes(bytes);
        for (int at = 0; at < bytes.length; at += TransportPackets.BYTES) {
            bytes[at] = TransportScrambling.SYNC_BYTE;
        }
        return Files.write(directory.resolve(number + ".ts"), bytes);
    }

    private static TransportInput open(Path path) throws IOException {
        return new TransportInput(path, FileParts.WHOLE.part(0));
    }

    private static byte[] read(TransportInput input, int most) {
        byte[] bytes = new byte[most];
        int count = avio_read(input.context(), bytes, most);
        assertThat(count).isPositive();
        return Arrays.copyOf(bytes, count);
    }

    private static byte[] readAll(Path path) throws IOException {
        try (TransportInput input = open(path)) {
            return read(input, (PACKETS + 1) * TransportPackets.BYTES);
        }
    }

    @Test
    void anyNumberOfInputsMayBeOpenAtOnce() throws IOException {
        List<TransportInput> open = new ArrayList<>();
        try {
            for (int i = 0; i < THREADS; i++) {
                open.add(open(file(i)));
            }
            for (int i = 0; i < THREADS; i++) {
                assertThat(avio_seek(open.get(i).context(), TransportPackets.BYTES, 0))
                        .isEqualTo(TransportPackets.BYTES);
                byte[] whole = Files.readAllBytes(directory.resolve(i + ".ts"));
                assertThat(read(open.get(i), SOME_BYTES))
                        .isEqualTo(
                                Arrays.copyOfRange(whole, TransportPackets.BYTES, TransportPackets.BYTES + SOME_BYTES));
            }
        } finally {
            open.forEach(TransportInput::close);
        }
    }

    @Test
    void threadsThatOpenFilesAtOnceReadTheirOwn() throws Exception {
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            expected.add(readAll(file(i)));
        }
        CyclicBarrier all = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<byte[]>> read = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Path path = directory.resolve(i + ".ts");
                Callable<byte[]> reading = () -> {
                    all.await();
                    return readAll(path);
                };
                read.add(threads.submit(reading));
            }
            for (int i = 0; i < THREADS; i++) {
                assertThat(read.get(i).get()).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void whateverTheSourceThrowsIsAReadErrorOfFFmpegAndIsThrownAgain() {
        OutOfMemoryError thrown = new OutOfMemoryError("thrown by the test");
        NativeInput.Source failing = new NativeInput.Source() {
            @Override
            public int read(MemorySegment buffer) {
                throw thrown;
            }

            @Override
            public void seek(long position) {
                throw thrown;
            }

            @Override
            public long bytes() {
                return SOME_BYTES;
            }
        };
        try (NativeInput input = new NativeInput(failing)) {
            assertThat(avio_read(input.pb(), new byte[SOME_BYTES], SOME_BYTES)).isEqualTo(AVERROR_EIO());
            assertThatThrownBy(input::requireRead).isSameAs(thrown);
        }
        try (NativeInput input = new NativeInput(failing)) {
            assertThat(avio_seek(input.pb(), 1 << 20, 0)).isEqualTo(AVERROR_EIO());
            assertThatThrownBy(input::requireRead).isSameAs(thrown);
        }
    }

    /** FFmpeg alone would take it for the end of the file. */
    @Test
    void aDemuxerTellsWhyAFileCannotBeRead() throws IOException {
        Path path = Files.write(
                directory.resolve("title.ts"),
                LateStreamsTest.title(20, 25, 0, "-c:v", "libx264", "-qp", "0", "-c:a", "aac", "-f", "mpegts"));
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = new Demuxer(path, log)) {
            Thread.currentThread().interrupt(); // which closes the file
            assertThatThrownBy(() -> {
                        while (demuxer.read().isPresent()) {
                            // until the file has to be read on
                        }
                    })
                    .isInstanceOf(MediaException.class)
                    .hasMessageStartingWith(path + ": read error: ")
                    .hasCauseInstanceOf(ClosedByInterruptException.class);
        } finally {
            Thread.interrupted();
        }
    }

    /** Of files that were put together, one may be a transport stream. */
    @Test
    void aPartIsReadAsTheTransportStreamThatItIs() throws IOException {
        byte[] packets = Files.readAllBytes(file(0));
        byte[] whole = Arrays.copyOf(new byte[packets.length], 2 * packets.length);
        System.arraycopy(packets, 0, whole, packets.length, packets.length);
        Path path = Files.write(directory.resolve("joined"), whole);
        FileParts parts = FileParts.joined(List.of(0L, (long) packets.length));
        assertThat(FileOpening.input(path, parts.part(0))).isEmpty();
        try (TransportInput input = FileOpening.input(path, parts.part(1)).orElseThrow()) {
            assertThat(read(input, packets.length)).isEqualTo(packets);
        }
    }

    @Test
    void aFileIsClosedIfThereIsNoMemoryToReadIt() throws IOException {
        Path path = file(0);
        av_max_alloc(SOME_BYTES);
        try {
            assertThatThrownBy(() -> open(path)).isInstanceOf(MediaException.class);
        } finally {
            av_max_alloc(Integer.MAX_VALUE);
        }
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(files.filter(it -> isLinkTo(it, path))).isEmpty();
        }
    }

    private static boolean isLinkTo(Path link, Path target) {
        try {
            return Files.readSymbolicLink(link).equals(target);
        } catch (IOException _) {
            return false; // closed meanwhile
        }
    }
}
