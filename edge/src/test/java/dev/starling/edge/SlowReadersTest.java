package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.delivery.Fragments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that read a clip more slowly than it plays, over real sockets: each may hold little of the edge. */
class SlowReadersTest {
    private static final int READERS = 64;
    private static final int TRIES = 1_000;
    /** A clip of two seconds has a megabyte. */
    private static final double BITS_PER_SECOND = 4e6;
    /** An eighth of a clip, for each reader. */
    private static final long MAX_HELD_BYTES = READERS * 125_000L;

    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(1, BITS_PER_SECOND, 5).writeSilent(folder.resolve("t"));
        edge = LocalEdge.start(folder);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static String clip(String session) {
        String group = GeneratedPackage.group(GeneratedPackage.SIZES.getFirst()).value();
        return "GET /titles/t/sessions/" + session + "/groups/" + group + "/0.m4s HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static int samples(RawClient.Answer answer) {
        return Fragments.read(answer.body().getBytes(StandardCharsets.ISO_8859_1))
                .samples()
                .size();
    }

    /** Clients that have read the head of a clip and nothing more. */
    private static List<RawClient> readers(String sessions) throws IOException {
        List<RawClient> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            RawClient reader = RawClient.slow(edge.port());
            readers.add(reader);
            reader.send(clip(sessions.formatted(i)));
        }
        return readers;
    }

    private static void assertLittleIsHeld(Held before, Held with) {
        assertThat(with.threads() - before.threads()).as("threads").isLessThan(READERS / 2);
        assertThat(with.directBytes() - before.directBytes())
                .as("direct memory")
                .isLessThan(MAX_HELD_BYTES);
        assertThat(with.heapBytes() - before.heapBytes()).as("heap").isLessThan(MAX_HELD_BYTES);
    }

    private static void close(List<RawClient> readers) throws IOException {
        for (RawClient reader : readers) {
            reader.close();
        }
        Samples.await(edge, it -> it.value("starling_requests_in_flight") <= 1);
    }

    @Test
    void readersOfOneChunkAfterTheOtherHoldNoThreadAndOneChunk() throws IOException {
        // What is made once is there before.
        try (RawClient first = new RawClient(edge.port())) {
            first.send(clip(SESSION));
            assertThat(samples(first.read(true))).isEqualTo(GeneratedPackage.FRAMES);
        }
        Held before = Held.now();
        List<RawClient> readers = readers("B%021d");
        List<RawClient.Answer> heads = new ArrayList<>();
        for (RawClient reader : readers) {
            heads.add(reader.readHead());
        }
        assertThat(heads)
                .allSatisfy(head -> assertThat(head.header("transfer-encoding")).isPresent());
        assertLittleIsHeld(before, Held.now());
        assertThat(Samples.of(edge).value("starling_requests_in_flight")).isGreaterThanOrEqualTo(READERS);
        // Meanwhile others are served, and a slow one gets all when it reads on.
        assertThat(RawClient.get(edge.port(), "/api/titles").status()).isEqualTo(200);
        RawClient.Answer head = heads.getFirst();
        String body = readers.getFirst().readBody(head);
        assertThat(samples(new RawClient.Answer(head.head(), body))).isEqualTo(GeneratedPackage.FRAMES);
        close(readers);
    }

    @Test
    void readersOfClipsInOnePieceShareIt() throws IOException {
        boolean whole = false;
        try (RawClient first = new RawClient(edge.port())) {
            for (int i = 0; i < TRIES && !whole; i++) {
                first.send(clip(SESSION));
                whole = first.read(true).header("content-length").isPresent();
            }
        }
        assertThat(whole).isTrue();
        Held before = Held.now();
        List<RawClient> readers = readers(SESSION);
        List<RawClient.Answer> heads = new ArrayList<>();
        for (RawClient reader : readers) {
            heads.add(reader.readHead());
        }
        assertThat(heads)
                .anySatisfy(head -> assertThat(head.header("content-length")).isPresent());
        assertLittleIsHeld(before, Held.now());
        close(readers);
    }
}
