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
 * Proves on a stream that reading and writing are inverse: parameter sets and slices are read into their models and
 * written from them, and must come out byte for byte as they went in.
 *
 * <p>Every NAL unit is judged by itself. Units that carry other things (SEI, delimiters, filler) are opaque and pass as
 * they are. A slice whose syntax is sound is read and written whether or not the pictures that it refers to are there,
 * so that streams with lost units can be identical; a unit whose syntax is not sound is refused, alone.
 */
public final class Identity {

    /**
     * What was found in one stream.
     *
     * @param nalUnits all NAL units
     * @param parameterSets sequence and picture parameter sets that were read and written
     * @param slices slices that were read and written
     * @param macroblocks macroblocks in them
     * @param firstDifference index of the first NAL unit that came out otherwise than it went in
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

        /** Whether every NAL unit was read, or is opaque, and came out as it went in. */
        public boolean isIdentical() {
            return firstDifference.isEmpty() && refusals.isEmpty();
        }
    }

    /** A NAL unit that could not be read, by its index in the stream, and why. */
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
     * Checks a byte stream of Annex B.
     *
     * @throws H264Exception MALFORMED if {@code stream} is no byte stream at all
     */
    public Report check(byte[] stream) {
        return check(stream, new ParameterSets());
    }

    /**
     * As {@link #check(byte[])}, with parameter sets known before the stream, or a limit to the size of its pictures.
     * Time is proportional to bytes and to macroblocks, and a few bytes can be a picture of skipped ones: what that
     * comes to is said in docs/h264.md, Hostile input.
     *
     * @param parameterSets those known before; those in the stream are added to it
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

    /** The unit written from its model, or itself where it is opaque; a view that the next call overwrites. */
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
