package dev.starling.swarm.breed.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * A feature of a clip that an analysis of its pictures measures before encoding. {@code docs/evolution.md} has units
 * and scales.
 */
public enum ContentFeature {
    /** Mean absolute DCT coefficient of luma blocks. */
    TEXTURE("texture"),
    /** Mean absolute change of the texture from picture to picture. */
    TEXTURE_CHANGE("textureChange"),
    /** SI of ITU-T P.910. */
    SPATIAL_INFORMATION("spatialInformation"),
    /** TI of ITU-T P.910. */
    TEMPORAL_INFORMATION("temporalInformation"),
    /** Mean length of motion vectors. */
    MOTION("motion"),
    /** Standard deviation of motion vectors within a picture. */
    MOTION_SPREAD("motionSpread"),
    /** Fraction of blocks that motion does not predict. */
    INTRA_SHARE("intraShare"),
    /** Mean luma. */
    LUMA("luma"),
    /** Standard deviation of luma within a picture. */
    CONTRAST("contrast"),
    /** Noise in the flattest areas. */
    GRAIN("grain"),
    /** Fraction of blocks that look like text or drawings. */
    TEXT("text"),
    /** The largest step between pictures. */
    CUT("cut");

    private final String key;

    ContentFeature(String key) {
        this.key = key;
    }

    /** The feature's name in files. */
    @JsonValue
    public String key() {
        return key;
    }

    /**
     * A feature by its name in files.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static ContentFeature of(String key) {
        return Arrays.stream(values())
                .filter(it -> it.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown feature " + key));
    }
}
