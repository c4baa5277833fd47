package dev.starling.media.encoding;

/** What came of the attempt to encode a tail. */
public sealed interface TailOutcome {
    /** The tail continues its member. */
    record Encoded(EncodedTail tail) implements TailOutcome {}

    /**
     * The encode does not continue the member, so there is no such tail.
     *
     * @param reason one line
     */
    record Refused(String reason) implements TailOutcome {}
}
