package dev.starling.h264;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PictureStructure;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a byte stream consists of: one line for each NAL unit, as far as headers tell. */
public final class Inspection {

    /**
     * One NAL unit.
     *
     * @param index number in the stream, from 0
     * @param offset of its header byte in the stream, in bytes
     * @param bytes length, header included, start code not
     * @param content what it carries; null where nothing of it is read
     */
    public record Unit(
            int index,
            int offset,
            int bytes,
            String type,
            int nalRefIdc,
            @Nullable Content content) {}

    /** What is read of a NAL unit. */
    public sealed interface Content {}

    /** A sequence parameter set. */
    public record Sequence(
            int seqParameterSetId,
            String profileAndLevel,
            int croppedWidth,
            int croppedHeight,
            int chromaFormatIdc,
            int bitDepthLuma,
            boolean frameMbsOnlyFlag,
            int maxNumRefFrames)
            implements Content {}

    /** A picture parameter set. */
    public record Picture(
            int picParameterSetId,
            int seqParameterSetId,
            boolean entropyCodingModeFlag,
            boolean transform8x8ModeFlag,
            boolean weightedPredFlag,
            int weightedBipredIdc)
            implements Content {}

    /** A slice header. {@code picOrderCntLsb} is 0 for streams that do not send it. */
    public record Slice(
            SliceType sliceType,
            PictureStructure structure,
            boolean idrPicFlag,
            int firstMbInSlice,
            int picParameterSetId,
            int frameNum,
            int picOrderCntLsb,
            int sliceQpY)
            implements Content {}

    /** A unit that cannot be read. */
    public record Unreadable(H264Exception.Kind kind, String syntaxElement, long bitPosition) implements Content {}

    private Inspection() {}

    /**
     * Inspects a byte stream of Annex B.
     *
     * @throws H264Exception MALFORMED if {@code stream} is no byte stream at all
     */
    public static List<Unit> of(byte[] stream) {
        var parameterSets = new ParameterSets();
        var framedUnits = AnnexB.read(stream).units();
        var units = new ArrayList<Unit>(framedUnits.size());
        @Nullable Content lastFault = null;
        for (var framed : framedUnits) {
            NalUnit unit = framed.nalUnit();
            String type = "EMPTY";
            int nalRefIdc = 0;
            Content content;
            try {
                type = unit.type().name();
                nalRefIdc = unit.nalRefIdc();
                content = content(unit, parameterSets);
            } catch (H264Exception e) {
                content = new Unreadable(e.kind(), e.syntaxElement(), e.bitPosition());
                // A damaged stream can have hundreds of thousands of units with the same fault.
                if (content.equals(lastFault)) {
                    content = lastFault;
                }
                lastFault = content;
            }
            units.add(new Unit(units.size(), unit.from(), unit.length(), type, nalRefIdc, content));
        }
        return Collections.unmodifiableList(units);
    }

    private static @Nullable Content content(NalUnit unit, ParameterSets parameterSets) {
        NalUnitType type = unit.type();
        if (type.isUnsupportedSlice()) {
            throw H264Exception.unsupported("nal_unit_type", 0);
        }
        return switch (type) {
            case SEQUENCE_PARAMETER_SET -> {
                var sps = parameterSets.readSequence(unit);
                yield new Sequence(
                        sps.seqParameterSetId(),
                        sps.profileAndLevel().hex(),
                        sps.croppedWidth(),
                        sps.croppedHeight(),
                        sps.chromaFormatIdc(),
                        sps.bitDepthLuma(),
                        sps.codedSize().frameMbsOnlyFlag(),
                        sps.referenceFrames().maxNumRefFrames());
            }
            case PICTURE_PARAMETER_SET -> {
                var pps = parameterSets.readPicture(unit);
                yield new Picture(
                        pps.picParameterSetId(),
                        pps.seqParameterSetId(),
                        pps.entropyCodingModeFlag(),
                        pps.transform8x8ModeFlag(),
                        pps.weightedPrediction().weightedPredFlag(),
                        pps.weightedPrediction().weightedBipredIdc());
            }
            case SLICE_NON_IDR, SLICE_IDR -> {
                var header = SliceHeader.read(unit, parameterSets);
                var pps = Objects.requireNonNull(parameterSets.pps(header.picParameterSetId()));
                yield new Slice(
                        header.sliceType(),
                        header.structure(),
                        header.idrPicFlag(),
                        header.firstMbInSlice(),
                        header.picParameterSetId(),
                        header.frameNum(),
                        header.picOrderCnt().picOrderCntLsb(),
                        header.sliceQpY(pps));
            }
            default -> null;
        };
    }
}
