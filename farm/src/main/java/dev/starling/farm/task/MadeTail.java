package dev.starling.farm.task;

import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.media.encoding.EncodedTail;
import dev.starling.media.encoding.TailOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The stored form of an attempt to make a tail: one byte for its kind, then the content. */
public sealed interface MadeTail {
    /**
     * The tail. Stored as 1 and the form of {@link EncodedMember}.
     *
     * @param accessUnits the access units of the tail, with the member's parameter sets; times in 1/90000 s from the
     *     start of the clip
     */
    record Encoded(EncodedMember accessUnits) implements MadeTail {}

    /**
     * The encode did not continue the member. Stored as 0 and the reason in UTF-8.
     *
     * @param reason one line
     */
    record Refused(String reason) implements MadeTail {}

    /** The stored form of an outcome. */
    static MadeTail of(TailOutcome outcome, AvcDecoderConfigurationRecord configuration) {
        return switch (outcome) {
            case TailOutcome.Encoded(EncodedTail tail) ->
                new Encoded(new EncodedMember(
                        configuration, tail.pictures(), tail.cpuTime().orElse(Duration.ZERO)));
            case TailOutcome.Refused(String reason) -> new Refused(reason);
        };
    }

    /** The bytes that {@link #read} takes. */
    default byte[] toBytes() {
        byte[] content = switch (this) {
            case Encoded(EncodedMember units) -> units.toBytes();
            case Refused(String reason) -> reason.getBytes(StandardCharsets.UTF_8);
        };
        byte kind = (byte) (this instanceof Encoded ? 1 : 0);
        return ByteBuffer.allocate(1 + content.length).put(kind).put(content).array();
    }

    /** Reads the result of a {@link TailTask}. The store has checked the bytes. */
    static MadeTail read(byte[] result) {
        byte[] content = Arrays.copyOfRange(result, 1, result.length);
        return result[0] == 1
                ? new Encoded(EncodedMember.read(content))
                : new Refused(new String(content, StandardCharsets.UTF_8));
    }
}
