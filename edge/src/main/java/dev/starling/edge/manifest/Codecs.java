package dev.starling.edge.manifest;

import dev.starling.swarm.cmaf.InitSegment.ParameterSetPlace;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.Title;

/** The codecs parameter of RFC 6381. */
final class Codecs {
    private Codecs() {}

    static String of(BlendGroup group, ParameterSetPlace place) {
        return place.fourCc() + "." + group.parameterSets().profileLevel();
    }

    /** The value for a rendition of all blend groups: a decoder of the largest group also decodes the others. */
    static String ofSwarm(Title title) {
        return of(title.groups().getFirst(), ParameterSetPlace.IN_BAND);
    }
}
