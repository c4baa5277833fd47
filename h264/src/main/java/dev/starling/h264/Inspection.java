package dev.starling.h264;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists the NAL units of a byte stream with the contents of their headers. */
public final class Inspection {

    /**
     * One NAL unit.
     *
     * @param index number in the stream, from 0
     * @param offset position of its header byte in the stream, in bytes
     * @param bytes length, including the header and excluding the start code
     * @param type nal_unit_type as {@link NalUnitType} names it; EMPTY for a unit without a header byte
     * @param content empty for types that are not read
     */
    public record Unit(int index, int offset, int bytes, String type, int nalRefIdc, Optional<Content> content) {}

    /** The content of a NAL unit. */
    public sealed interface Content {}

    /** A sequence parameter set. */
    public record Sequence(SequenceParameterSet sps) implements Content {}

    /** A picture parameter set. */
    public record Picture(PictureParameterSet pps) implements Content {}

    /** The header of a slice, and SliceQPY. */
    public record Slice(SliceHeader header, int sliceQpY) implements Content {}

    /** A unit that cannot be read. */
    public record Unreadable(H264Exception.Kind kind, String syntaxElement, long bitPosition) implements Content {}

    private Inspection() {}

    /**
     * Inspects a byte stream (Annex B).
     *
     * @throws H264Exception MALFORMED if {@code stream} is not a byte stream
     */
    public static List<Unit> of(byte[] stream) {
        var parameterSets = new ParameterSets();
        List<NalUnit> nalUnits = AnnexB.read(stream).nalUnits();
        var units = new ArrayList<Unit>(nalUnits.size());
        Optional<Content> lastFault = Optional.empty();
        for (NalUnit nalUnit : nalUnits) {
            String type = "EMPTY";
            int nalRefIdc = 0;
            Optional<Content> content;
            try {
                type = nalUnit.type().name();
                nalRefIdc = nalUnit.nalRefIdc();
                content = content(nalUnit, parameterSets);
            } catch (H264Exception e) {
                content = Optional.of(new Unreadable(e.kind(), e.syntaxElement(), e.bitPosition()));
                // Share equal faults: a damaged stream can have hundreds of thousands of units with the same one.
                if (content.equals(lastFault)) {
                    content = lastFault;
                }
                lastFault = content;
            }
            units.add(new Unit(units.size(), nalUnit.from(), nalUnit.length(), type, nalRefIdc, content));
        }
        return List.copyOf(units);
    }

    private static Optional<Content> content(NalUnit unit, ParameterSets parameterSets) {
        NalUnitType type = unit.type();
        if (type.isUnsupportedSlice()) {
            throw H264Exception.unsupported("nal_unit_type", 0);
        }
        return switch (type) {
            case SEQUENCE_PARAMETER_SET -> Optional.of(new Sequence(parameterSets.readSequence(unit)));
            case PICTURE_PARAMETER_SET -> Optional.of(new Picture(parameterSets.readPicture(unit)));
            case SLICE_NON_IDR, SLICE_IDR -> {
                var header = SliceHeader.read(unit, parameterSets);
                var pps = parameterSets.pps(header.picParameterSetId()).orElseThrow();
                yield Optional.of(new Slice(header, header.sliceQpY(pps)));
            }
            default -> Optional.empty();
        };
    }
}
