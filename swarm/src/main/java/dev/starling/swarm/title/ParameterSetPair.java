package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ProfileAndLevel;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.VuiParameters;
import dev.starling.h264.syntax.VuiParameters.BitstreamRestriction;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

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

    /**
     * The same for a stream of IDR pictures alone. They are decoded in the order in which they are shown, and the SPS
     * tells so ({@code max_num_reorder_frames}, E.2.1): a decoder otherwise holds a picture back until as many others
     * have come as it would have to wait for in the whole stream. An SPS without that field, or that cannot be read,
     * stays as it is.
     */
    public ParameterSetPair ofIdrPictures() {
        NalUnit unit = sps();
        try {
            SequenceParameterSet sps = SequenceParameterSet.read(unit.rbsp());
            return sps.vuiParameters()
                    .filter(vui -> vui.bitstreamRestriction().isPresent())
                    .map(vui -> with(sps, withoutReordering(vui)).toRbsp())
                    .map(rbsp -> of(
                            NalUnit.ofRbsp(unit.nalRefIdc(), unit.type(), rbsp).toByteArray(), pps().toByteArray()))
                    .orElse(this);
        } catch (H264Exception unreadable) {
            return this;
        }
    }

    private static VuiParameters withoutReordering(VuiParameters vui) {
        return new VuiParameters(
                vui.aspectRatio(),
                vui.overscanAppropriateFlag(),
                vui.videoSignalType(),
                vui.chromaLocation(),
                vui.timing(),
                vui.hrd(),
                vui.picStructPresentFlag(),
                vui.bitstreamRestriction()
                        .map(it -> new BitstreamRestriction(
                                it.motionVectorsOverPicBoundariesFlag(),
                                it.maxBytesPerPicDenom(),
                                it.maxBitsPerMbDenom(),
                                it.log2MaxMvLength(),
                                0,
                                it.maxDecFrameBuffering())));
    }

    private static SequenceParameterSet with(SequenceParameterSet sps, VuiParameters vui) {
        return new SequenceParameterSet(
                sps.profileAndLevel(),
                sps.seqParameterSetId(),
                sps.highProfile(),
                sps.log2MaxFrameNumMinus4(),
                sps.picOrderCntType(),
                sps.maxNumRefFrames(),
                sps.gapsInFrameNumValueAllowedFlag(),
                sps.codedSize(),
                sps.direct8x8InferenceFlag(),
                sps.frameCropping(),
                Optional.of(vui));
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
