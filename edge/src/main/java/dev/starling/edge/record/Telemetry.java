package dev.starling.edge.record;

import java.util.Optional;

/** Keeps records. No method waits or throws: what cannot be kept is lost and counted. Thread-safe. */
public interface Telemetry {
    /** Keeps nothing. */
    Telemetry NONE = new Telemetry() {
        @Override
        public void add(ClipRecord clip) {}

        @Override
        public void add(SessionRecord session) {}

        @Override
        public boolean keepsRecords() {
            return false;
        }

        @Override
        public Counts counts() {
            return new Counts(0, 0);
        }
    };

    /** Whether records need be made at all. */
    default boolean keepsRecords() {
        return true;
    }

    /** Keeps the record of a clip. */
    void add(ClipRecord clip);

    /** Keeps the record of a session, in place of its earlier ones. */
    void add(SessionRecord session);

    /** What has been kept and lost so far. */
    Counts counts();

    /** What was kept; empty if it cannot be read here. */
    default Optional<RecordedHistory> history() {
        return Optional.empty();
    }

    /**
     * Counts of records.
     *
     * @param written those that were kept
     * @param lost those of clips that were not
     */
    record Counts(long written, long lost) {}
}
