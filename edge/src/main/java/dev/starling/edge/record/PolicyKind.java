package dev.starling.edge.record;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.starling.swarm.steer.LearnedPolicy;
import dev.starling.swarm.steer.Policy;
import java.util.Locale;

/** The kinds of policies. */
public enum PolicyKind {
    /** Relevance follows from profiles and prices. */
    STATIC,
    /** Relevance comes from a network that was trained. */
    LEARNED;

    /** The kind of a policy. */
    public static PolicyKind of(Policy policy) {
        return policy instanceof LearnedPolicy ? LEARNED : STATIC;
    }

    /** Its name in JSON, in metrics and in the records. */
    @JsonValue
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
