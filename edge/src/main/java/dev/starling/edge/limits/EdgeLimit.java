package dev.starling.edge.limits;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A limit of what one connection, one address, or all clients together may use of an edge. The limits of an address are
 * below those of all, so that one client does not keep the others out. Each constant states the reason for its default.
 */
public enum EdgeLimit {
    /** Open connections. Each takes some 10 kB of heap and a file descriptor. */
    CONNECTIONS(20_000),
    /** Open connections of one address. A household has tens, but many share one address behind a carrier's NAT. */
    CONNECTIONS_PER_ADDRESS(1_000),
    /** Concurrent streams of one HTTP/2 connection: the smallest number that RFC 9113 (6.5.2) recommends. */
    STREAMS_PER_CONNECTION(100),
    /** Requests without a complete response: about one for each connection, each some 20 kB. */
    REQUESTS(20_000),
    /** Those of one address: two for each of its connections, since a player loads sound and pictures at once. */
    REQUESTS_PER_ADDRESS(2_000),
    /** Those of one connection. A player has at most six, a page with its files some twenty. */
    REQUESTS_PER_CONNECTION(64),
    /**
     * Requests of one connection, or frames of HTTP/2, that are read in a second, all of them at once; the others wait
     * in the kernel. A player makes two requests, a page that opens some thirty. A proxy that sends the requests of
     * many viewers through one connection needs more.
     */
    REQUESTS_PER_SECOND_PER_CONNECTION(50),
    /** Those of one address, a twentieth of them at once: two for each of its connections. */
    REQUESTS_PER_SECOND_PER_ADDRESS(2_000),
    /**
     * Mebibytes of manifests, page files and other texts that wait until clients take them: an eighth of a heap of 512
     * MiB. Media is not counted, because its bytes are in mapped files and not on the heap.
     */
    MEBIBYTES_WAITING(64),
    /** Those of one address. A large page file or the playlist of a long title takes less than one. */
    MEBIBYTES_WAITING_PER_ADDRESS(8),
    /** The longest time from the first byte of a request to its last: head and body fit a few packets. */
    SECONDS_TO_SEND_A_REQUEST(10),
    /** The longest time for a response. A client that needs longer for a clip of a few seconds is not playing it. */
    SECONDS_TO_TAKE_A_RESPONSE(120),
    /** Sessions that start in a second. After a restart, the viewers of a full edge come back within ten seconds. */
    SESSIONS_PER_SECOND(1_000),
    /** Those of one address: all its viewers come back within ten seconds. */
    SESSIONS_PER_SECOND_PER_ADDRESS(100),
    /** The size of an uploaded file: two hours at 4.5 Mbit/s. */
    MEBIBYTES_OF_AN_UPLOAD(4_096),
    /** All uploaded files that are not encoded yet: some of the largest. */
    MEBIBYTES_OF_UPLOADS(16_384),
    /** Uploads that are on their way or wait for their encode: one machine encodes so many short files in a night. */
    UPLOADS_WAITING(16);

    private final int byDefault;

    EdgeLimit(int byDefault) {
        this.byDefault = byDefault;
    }

    /** The value where none is configured, at least 1. */
    public int byDefault() {
        return byDefault;
    }

    /** The name for configuration, such as {@code connections-per-address}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The limit with a label. */
    public static Optional<EdgeLimit> labelled(String label) {
        return Arrays.stream(values())
                .filter(limit -> limit.label().equalsIgnoreCase(label))
                .findFirst();
    }
}
