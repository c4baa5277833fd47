package dev.starling.edge.http;

import io.netty.buffer.ByteBuf;
import java.util.OptionalInt;

/**
 * Follows the frames of one HTTP/2 connection as their bytes arrive (RFC 9113, 3.4 and 4.1): counts them, and knows
 * whether one has not arrived completely, and where a header block ends. What is in them concerns the codec behind.
 */
final class Http2Frames {
    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
    private static final int STREAM = 5;
    /** No frame has begun. */
    private static final int NONE = -1;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    /** A client that takes a long response sends this many updates of windows in the time of a request. */
    private static final int UPDATES_PER_REQUEST = 32;

    /** Bytes that the preface, or the payload of the frame, still needs. */
    private int missing = PREFACE_BYTES;
    /** Bytes of the header of the next frame that have arrived. */
    private int inHeader;

    private int length;
    private int type = NONE;
    private int stream;
    private boolean headersOpen;
    private int begun;
    private int updates;

    /**
     * What was followed.
     *
     * @param bytes up to the end of a header block, of which there is one at most
     * @param frames how many begin in them
     * @param counted how many of these count as requests: of those that carry data or widen a window, one in
     *     {@link #UPDATES_PER_REQUEST}
     * @param endedHeaders the stream of the header block that ends with them
     */
    record Piece(int bytes, int frames, int counted, OptionalInt endedHeaders) {}

    /**
     * Follows the next bytes, and none behind the end of a header block.
     *
     * @param bytes their reader index does not change
     * @param atMost so many bytes
     */
    Piece follow(ByteBuf bytes, int atMost) {
        int start = bytes.readerIndex();
        int end = start + Math.min(atMost, bytes.readableBytes());
        int before = begun;
        int counted = 0;
        int at = start;
        while (at < end) {
            if (missing > 0) {
                int taken = Math.min(missing, end - at);
                missing -= taken;
                at += taken;
            } else {
                counted += header(bytes.getUnsignedByte(at++)) ? 1 : 0;
            }
            if (missing == 0 && inHeader == 0 && !headersOpen && (type == HEADERS || type == CONTINUATION)) {
                return new Piece(at - start, begun - before, counted, OptionalInt.of(stream));
            }
        }
        return new Piece(at - start, begun - before, counted, OptionalInt.empty());
    }

    /** Takes a byte of a frame's header, and returns whether it is the last one of a frame that counts. */
    private boolean header(int value) {
        if (inHeader < TYPE) {
            length = (inHeader == 0 ? 0 : length) << 8 | value;
        } else if (inHeader == TYPE) {
            type = value;
        } else if (inHeader == FLAGS && (type == HEADERS || type == CONTINUATION)) {
            headersOpen = (value & END_HEADERS) == 0;
        } else if (inHeader >= STREAM) {
            // The highest bit is reserved (4.1).
            stream = (inHeader == STREAM ? value & 0x7F : stream << 8 | value);
        }
        inHeader++;
        if (inHeader < HEADER_BYTES) {
            return false;
        }
        inHeader = 0;
        begun++;
        missing = length;
        return (type != DATA && type != WINDOW_UPDATE) || ++updates % UPDATES_PER_REQUEST == 0;
    }

    /** So many of the next bytes are content, and begin no other frame. */
    int contentLeft() {
        return type == DATA ? missing : 0;
    }

    /** Whether the preface, and every frame and header block that has begun, has arrived completely. */
    boolean isWhole() {
        return missing == 0 && inHeader == 0 && !headersOpen;
    }
}
