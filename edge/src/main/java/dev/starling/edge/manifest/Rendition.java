package dev.starling.edge.manifest;

import dev.starling.swarm.cluster.BlendGroupId;

/** What a player sees as one track. */
public sealed interface Rendition {
    /** Where its playlist, initialisation segment and segments lie, relative to the session; ends with a slash. */
    String path();

    /** Video of any blend group from clip to clip: {@code avc3}. */
    record Swarm() implements Rendition {
        @Override
        public String path() {
            return "swarm/";
        }
    }

    /** Video of one blend group: {@code avc1}. */
    record Group(BlendGroupId id) implements Rendition {
        @Override
        public String path() {
            return "groups/" + id + "/";
        }
    }

    /** The soundtrack. */
    record Audio() implements Rendition {
        @Override
        public String path() {
            return "audio/";
        }
    }
}
