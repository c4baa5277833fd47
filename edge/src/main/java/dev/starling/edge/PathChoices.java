package dev.starling.edge;

import dev.starling.edge.shaping.PathTrace;
import java.util.List;

/**
 * The artificial paths that a session can have, in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param shaping whether this edge has the path lab
 * @param traces empty without it
 */
record PathChoices(boolean shaping, List<PathTrace> traces) {
    static PathChoices of(PathLab lab) {
        return switch (lab) {
            case OFF -> new PathChoices(false, List.of());
            case ON -> new PathChoices(true, PathTrace.ALL);
        };
    }
}
