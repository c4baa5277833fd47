package dev.starling.edge.delivery;

import dev.starling.swarm.title.ClusterId;
import java.io.IOException;

/** A member of a clip cannot be read. The clip's other members may be. */
public final class LostMemberException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient ClusterId member;

    LostMemberException(ClusterId member, Exception cause) {
        super(cause.getMessage(), cause);
        this.member = member;
    }

    ClusterId member() {
        return member;
    }
}
