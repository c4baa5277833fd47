package dev.starling.farm.task;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The stored form of a measured blend: u64 bytes, then the form of {@link MemberScores}.
 *
 * @param bytes the size of the blended clip
 * @param scores of its access units
 */
public record MeasuredBlend(long bytes, MemberScores scores) {
    byte[] toBytes() {
        byte[] content = scores.toBytes();
        return ByteBuffer.allocate(Long.BYTES + content.length)
                .putLong(bytes)
                .put(content)
                .array();
    }

    /** What is stored of two members that do not blend. */
    static byte[] refused() {
        return new byte[0];
    }

    /** Reads the result of a {@link MeasureRowsTask} or {@link MeasureRequantisedTask}; empty if it was refused. */
    public static Optional<MeasuredBlend> read(byte[] result) {
        return result.length == 0
                ? Optional.empty()
                : Optional.of(new MeasuredBlend(
                        ByteBuffer.wrap(result).getLong(),
                        MemberScores.read(Arrays.copyOfRange(result, Long.BYTES, result.length))));
    }
}
