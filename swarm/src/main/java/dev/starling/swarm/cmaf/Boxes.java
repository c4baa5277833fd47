package dev.starling.swarm.cmaf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2). The size of a box is filled in after its
 * body.
 */
final class Boxes {
    private byte[] bytes;
    private int length;

    Boxes(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    /** Writes a box; {@code body} writes its content. */
    Boxes box(String type, Runnable body) {
        int start = length;
        u32(0).fourCc(type);
        body.run();
        patchU32(start, length - start);
        return this;
    }

    /** Writes a FullBox: version and flags precede the content. */
    Boxes fullBox(String type, int version, int flags, Runnable body) {
        return box(type, () -> {
            u32(version << 24 | flags);
            body.run();
        });
    }

    Boxes fourCc(String type) {
        return raw(type.getBytes(StandardCharsets.ISO_8859_1));
    }

    Boxes u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    Boxes u16(int value) {
        return u8(value >> 8).u8(value);
    }

    Boxes u24(int value) {
        return u8(value >> 16).u16(value);
    }

    Boxes u32(long value) {
        reserve(4);
        ByteBuffer.wrap(bytes).putInt(length, (int) value);
        length += 4;
        return this;
    }

    Boxes u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    Boxes zeros(int count) {
        reserve(count);
        length += count;
        return this;
    }

    Boxes raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    int position() {
        return length;
    }

    void patchU32(int position, int value) {
        ByteBuffer.wrap(bytes).putInt(position, value);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
