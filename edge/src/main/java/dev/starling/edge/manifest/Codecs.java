package dev.starling.edge.manifest;

import dev.starling.swarm.cmaf.InitSegment.ParameterSetPlace;

/** The codecs parameter of RFC 6381. */
final class Codecs {
    private Codecs() {}

    /** The value for a rendition: a decoder of its largest group also decodes the others. */
    static String of(VideoTracks tracks, Rendition.Video rendition) {
        ParameterSetPlace place =
                tracks.only(rendition).isPresent() ? ParameterSetPlace.SAMPLE_ENTRY : ParameterSetPlace.IN_BAND;
        return place.fourCc() + "." + tracks.largest(rendition).parameterSets().profileLevel();
    }
}
