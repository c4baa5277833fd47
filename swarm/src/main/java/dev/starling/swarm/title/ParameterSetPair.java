package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ProfileAndLevel;
import java.util.Base64;
import java.util.List;

/**
 * The H.264 parameter sets that all members of a blend group share: one SPS and one PPS.
 *
 * @param sequenceParameterSet the SPS NAL unit without start code or length, in Base64
 * @param pictureParameterSet the PPS NAL unit, likewise
 */
public record ParameterSetPair(
        @JsonProperty("sps") String sequenceParameterSet,
        @JsonProperty("pps") String pictureParameterSet) {
    @JsonCreator
    public ParameterSetPair {
        // Up to level_idc of the SPS, and one byte of the PPS.
        if (!isA(NalUnitType.SEQUENCE_PARAMETER_SET, 4, decode(sequenceParameterSet))
                || !isA(NalUnitType.PICTURE_PARAMETER_SET, 2, decode(pictureParameterSet))) {
            throw new IllegalArgumentException("not a pair of parameter sets");
        }
    }

    /** The pair of two NAL units, each without start code or length. */
    public static ParameterSetPair of(byte[] sequenceParameterSet, byte[] pictureParameterSet) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new ParameterSetPair(
                base64.encodeToString(sequenceParameterSet), base64.encodeToString(pictureParameterSet));
    }

    /** The SPS. */
    public NalUnit sps() {
        return NalUnit.of(decode(sequenceParameterSet));
    }

    /** The PPS. */
    public NalUnit pps() {
        return NalUnit.of(decode(pictureParameterSet));
    }

    /**
     * {@code profile_idc}, the constraint flags and {@code level_idc} as RFC 6381 writes them, such as {@code 64001F}.
     */
    public String profileLevel() {
        return ProfileAndLevel.of(sps()).hex();
    }

    /** Both NAL units with 4-byte lengths: they precede the picture in every sync sample of an {@code avc3} track. */
    public byte[] inBand() {
        return LengthPrefixed.write(List.of(sps(), pps()));
    }

    /** A negative first byte would be a forbidden_zero_bit that is set. */
    private static boolean isA(NalUnitType type, int minBytes, byte[] nalUnit) {
        return nalUnit.length >= minBytes
                && nalUnit[0] >= 0
                && NalUnit.of(nalUnit).type() == type;
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
