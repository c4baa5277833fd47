package dev.starling.edge.http;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of one HTTP/2 connection as their bytes arrive (RFC 9113, 3.4 and 4.1): counts them, and knows
 * whether one has not arrived completely. What is in them concerns the codec behind.
 */
final class Http2Frames {
    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
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
    private int type = HEADERS;
    private boolean headersOpen;
    private int updates;

    /**
     * Follows some bytes.
     *
     * @return how many frames begin in them; only one in {@link #UPDATES_PER_REQUEST} of those that carry data or widen
     *     a window counts
     */
    int follow(ByteBuf bytes) {
        int frames = 0;
        int end = bytes.writerIndex();
        for (int at = bytes.readerIndex(); at < end; ) {
            if (missing > 0) {
                int taken = Math.min(missing, end - at);
                missing -= taken;
                at += taken;
            } else {
                frames += header(bytes.getUnsignedByte(at++)) ? 1 : 0;
            }
        }
        return frames;
    }

    /** Takes a byte of a frame's header, and returns whether it is the last one of a frame that counts. */
    private boolean header(int value) {
        if (inHeader < TYPE) {
            length = (inHeader == 0 ? 0 : length) << 8 | value;
        } else if (inHeader == TYPE) {
            type = value;
        } else if (inHeader == FLAGS && (type == HEADERS || type == CONTINUATION)) {
            headersOpen = (value & END_HEADERS) == 0;
        }
        inHeader++;
        if (inHeader < HEADER_BYTES) {
            return false;
        }
        inHeader = 0;
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
