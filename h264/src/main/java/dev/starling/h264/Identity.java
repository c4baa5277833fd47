package dev.starling.h264;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceReader;
import dev.starling.h264.slice.SliceWriter;
import dev.starling.h264.syntax.ParameterSets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Checks on a stream that writing is the inverse of reading: parameter sets and slices are read into their models and
 * written from them, and the bytes must not change.
 *
 * <p>Each NAL unit is checked separately. Units with other contents (SEI, delimiters, filler) are opaque and pass
 * unchanged. A slice with valid syntax is read and written even if its reference pictures are missing, so a stream with
 * lost units can still be identical. A unit with invalid syntax is refused without affecting the others.
 */
public final class Identity {

    /**
     * The result for one stream.
     *
     * @param nalUnits number of NAL units
     * @param parameterSets number of sequence and picture parameter sets read and written
     * @param slices number of slices read and written
     * @param macroblocks number of macroblocks in these slices
     * @param firstDifference index of the first NAL unit whose bytes changed
     * @param refusals the NAL units that could not be read, in stream order
     */
    public record Report(
            int nalUnits,
            int parameterSets,
            int slices,
            long macroblocks,
            OptionalInt firstDifference,
            List<Refusal> refusals) {

        public Report {
            refusals = List.copyOf(refusals);
        }

        /** Whether every NAL unit is opaque or was read, and no bytes changed. */
        public boolean isIdentical() {
            return firstDifference.isEmpty() && refusals.isEmpty();
        }
    }

    /** A NAL unit that could not be read, and the reason; {@code nalUnit} is its index in the stream. */
    public record Refusal(int nalUnit, H264Exception.Kind kind, String syntaxElement, long bitPosition) {

        private Refusal(int nalUnit, H264Exception cause) {
            this(nalUnit, cause.kind(), cause.syntaxElement(), cause.bitPosition());
        }
    }

    private final SliceData data = new SliceData();
    private final SliceReader reader = new SliceReader(data);
    private final SliceWriter writer = new SliceWriter(data);

    private int parameterSetCount;
    private int sliceCount;
    private long macroblockCount;

    /**
     * Checks a byte stream (Annex B).
     *
     * @throws H264Exception MALFORMED if {@code stream} is not a byte stream
     */
    public Report check(byte[] stream) {
        return check(stream, new ParameterSets());
    }

    /**
     * As {@link #check(byte[])}, with parameter sets from before the stream or with a limit on the picture size. The
     * time is proportional to bytes and macroblocks, and a few bytes can code a picture of skipped macroblocks; see
     * docs/h264.md, Hostile input.
     *
     * @param parameterSets the sets known so far; those in the stream are added
     */
    public Report check(byte[] stream, ParameterSets parameterSets) {
        parameterSetCount = 0;
        sliceCount = 0;
        macroblockCount = 0;
        AnnexB annexB = AnnexB.read(stream);
        var refusals = new ArrayList<Refusal>();
        OptionalInt firstDifference = OptionalInt.empty();
        for (int i = 0; i < annexB.units().size(); i++) {
            NalUnit unit = annexB.units().get(i).nalUnit();
            try {
                if (!rewritten(unit, parameterSets).equals(unit) && firstDifference.isEmpty()) {
                    firstDifference = OptionalInt.of(i);
                }
            } catch (H264Exception e) {
                refusals.add(new Refusal(i, e));
            }
        }
        return new Report(
                annexB.units().size(), parameterSetCount, sliceCount, macroblockCount, firstDifference, refusals);
    }

    /** The unit written from its model, or an opaque unit itself. The next call overwrites the result. */
    private NalUnit rewritten(NalUnit unit, ParameterSets parameterSets) {
        NalUnitType type = unit.type();
        if (type.isUnsupportedSlice()) {
            throw H264Exception.unsupported("nal_unit_type", 0);
        }
        return switch (type) {
            case SEQUENCE_PARAMETER_SET -> {
                var sps = parameterSets.readSequence(unit);
                parameterSetCount++;
                yield NalUnit.ofRbsp(unit.nalRefIdc(), type, sps.toRbsp());
            }
            case PICTURE_PARAMETER_SET -> {
                var pps = parameterSets.readPicture(unit);
                parameterSetCount++;
                yield NalUnit.ofRbsp(unit.nalRefIdc(), type, pps.toRbsp());
            }
            case SLICE_NON_IDR, SLICE_IDR -> {
                reader.read(unit, parameterSets);
                sliceCount++;
                macroblockCount += data.mbCount();
                yield writer.writeView();
            }
            default -> unit;
        };
    }
}
