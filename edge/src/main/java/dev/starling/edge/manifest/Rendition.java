package dev.starling.edge.manifest;

import dev.starling.swarm.title.BlendGroupId;

/** What a player sees as one track. */
public sealed interface Rendition {
    /** Where its playlist, initialisation segment and segments lie, relative to the session; ends with a slash. */
    String path();

    /** Pictures. */
    sealed interface Video extends Rendition {}

    /** Pictures of any blend group from clip to clip: {@code avc3}. */
    record Swarm() implements Video {
        @Override
        public String path() {
            return "swarm/";
        }
    }

    /** Pictures of one blend group: {@code avc1}. */
    record Group(BlendGroupId id) implements Video {
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
