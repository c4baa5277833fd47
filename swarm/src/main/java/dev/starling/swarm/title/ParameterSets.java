package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The H.264 parameter sets that every member of a blend group shares.
 *
 * @param sequenceParameterSet one SPS NAL unit without start code or length, in Base64
 * @param pictureParameterSet one PPS NAL unit, likewise
 */
public record ParameterSets(
        @JsonProperty("sps") String sequenceParameterSet,
        @JsonProperty("pps") String pictureParameterSet) {
    @JsonCreator
    public ParameterSets {
        if (decode(sequenceParameterSet).length < 4 || decode(pictureParameterSet).length < 2) {
            throw new IllegalArgumentException("Not a pair of parameter sets");
        }
    }

    /** From the bytes of the two NAL units. */
    public static ParameterSets of(byte[] sequenceParameterSet, byte[] pictureParameterSet) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new ParameterSets(
                base64.encodeToString(sequenceParameterSet), base64.encodeToString(pictureParameterSet));
    }

    /** The bytes of the SPS NAL unit. */
    public byte[] spsBytes() {
        return decode(sequenceParameterSet);
    }

    /** The bytes of the PPS NAL unit. */
    public byte[] ppsBytes() {
        return decode(pictureParameterSet);
    }

    /**
     * {@code profile_idc}, the constraint flags and {@code level_idc} as RFC 6381 writes them, such as {@code 64001F}.
     */
    public String profileLevel() {
        byte[] sps = spsBytes();
        return "%02X%02X%02X".formatted(sps[1], sps[2], sps[3]);
    }

    /**
     * Both as 4-byte length-prefixed NAL units: what precedes the picture in every sync sample of an {@code avc3}
     * track.
     */
    public byte[] inBand() {
        byte[] sps = spsBytes();
        byte[] pps = ppsBytes();
        return ByteBuffer.allocate(2 * Integer.BYTES + sps.length + pps.length)
                .putInt(sps.length)
                .put(sps)
                .putInt(pps.length)
                .put(pps)
                .array();
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
