package dev.starling.edge.manifest;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Cluster;

/** The URIs of IDR pictures in a manifest or playlist, relative to it. */
public interface IFrameLinks {
    /** The URI of the initialization segment of a blend group, with parameter sets in band. */
    String toInit(BlendGroupId group);

    /** The URI of the segment that is a whole member of a clip. */
    String toMember(int clip, Cluster cluster);

    /**
     * The URI of a rung's trick-mode segments with a placeholder instead of the clip index.
     *
     * @param placeholder for example {@code $Number$} of DASH
     */
    String toSegments(Rendition.Rung rung, String placeholder);
}
