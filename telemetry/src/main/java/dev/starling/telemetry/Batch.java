package dev.starling.telemetry;

import dev.starling.edge.record.ClipRecord;
import dev.starling.edge.record.SessionRecord;
import java.util.Collection;
import java.util.List;

/** Records that are kept together. */
record Batch(List<ClipRecord> clips, List<SessionRecord> sessions) {
    Batch(Collection<ClipRecord> clips, Collection<SessionRecord> sessions) {
        this(List.copyOf(clips), List.copyOf(sessions));
    }

    boolean isEmpty() {
        return clips.isEmpty() && sessions.isEmpty();
    }

    int size() {
        return clips.size() + sessions.size();
    }
}
