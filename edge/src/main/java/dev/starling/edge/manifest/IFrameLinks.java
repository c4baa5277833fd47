package dev.starling.edge.manifest;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Cluster;

/** The URIs in an I-frame playlist, relative to it. */
public interface IFrameLinks {
    /** The URI of the initialization segment of a blend group, with parameter sets in band. */
    String toInit(BlendGroupId group);

    /** The URI of the segment that is a whole member of a clip. */
    String toMember(int clip, Cluster cluster);
}
