package dev.starling.media;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Immutable compressed data, compared by content. Safe for any number of threads. */
public final class Bytes {
    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** A copy of {@code bytes[from, until)}. */
    public static Bytes copyOf(byte[] bytes, int from, int until) {
        return new Bytes(Arrays.copyOfRange(bytes, from, until));
    }

    /** Takes ownership of {@code bytes}: the caller must not write to the array again. */
    public static Bytes adopt(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** The number of bytes. */
    public int size() {
        return array.length;
    }

    /** The byte at {@code index}, 0 to {@link #size()} − 1. */
    public byte at(int index) {
        return array[index];
    }

    /** A read-only view of all bytes. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /** A copy of all bytes. */
    public byte[] toArray() {
        return array.clone();
    }

    /** The array itself, which the caller must not write to. */
    public byte[] array() {
        return array;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return array.length + " bytes";
    }
}
