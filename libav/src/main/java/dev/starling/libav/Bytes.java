package dev.starling.libav;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** An immutable run of bytes, compared by content. */
public final class Bytes {
    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** A copy of {@code bytes[from, to)}. */
    public static Bytes copyOf(byte[] bytes, int from, int to) {
        return new Bytes(Arrays.copyOfRange(bytes, from, to));
    }

    /** Takes {@code bytes} over: the caller must not write to it again. */
    public static Bytes adopt(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** How many there are. */
    public int size() {
        return array.length;
    }

    /** The byte at an index from 0. */
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

    /** The bytes themselves, for reading only. */
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
