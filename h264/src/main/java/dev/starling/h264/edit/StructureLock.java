package dev.starling.h264.edit;

import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.PictureParameterSet.InitialQp;
import dev.starling.h264.syntax.SliceHeader;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether two videos are locked closely enough in structure to be blended: the same sequence parameter set, the same
 * pictures in the same order with the same frame_num, picture order count, reference use and marking, so that a
 * decoder's buffer of reference pictures is in the same state whichever picture it was given; and for the finer levels
 * the same slices.
 */
public final class StructureLock {
    private StructureLock() {}

    /**
     * The first thing in which the two differ and that forbids blending at {@code level}, in words for people, such as
     * {@code access unit 12: frame_num is 3 in A and 4 in B}; empty where they can be blended.
     */
    public static Optional<String> difference(CodedVideo a, CodedVideo b, BlendLevel level) {
        int count = a.accessUnits().size();
        if (count != b.accessUnits().size()) {
            return Optional.of(
                    text("the number of access units", count, b.accessUnits().size()));
        }
        for (int i = 0; i < count; i++) {
            int index = i;
            Optional<String> difference =
                    difference(a.accessUnits().get(i), b.accessUnits().get(i), level);
            if (difference.isPresent()) {
                return difference.map(text -> "access unit " + index + ": " + text);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(AccessUnit a, AccessUnit b, BlendLevel level) {
        CodedSlice first = a.firstSlice();
        Optional<String> difference = pictureDifference(first, b.firstSlice());
        if (difference.isPresent() || level == BlendLevel.FRAME) {
            return difference;
        }
        List<CodedSlice> slicesA = a.slices();
        List<CodedSlice> slicesB = b.slices();
        if (slicesA.size() != slicesB.size()) {
            return Optional.of(text("the number of slices", slicesA.size(), slicesB.size()));
        }
        for (int i = 0; i < slicesA.size(); i++) {
            SliceHeader headerA = slicesA.get(i).header();
            SliceHeader headerB = slicesB.get(i).header();
            if (headerA.firstMbInSlice() != headerB.firstMbInSlice()) {
                return Optional.of(text("first_mb_in_slice", headerA.firstMbInSlice(), headerB.firstMbInSlice()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> pictureDifference(CodedSlice a, CodedSlice b) {
        SliceHeader headerA = a.header();
        SliceHeader headerB = b.header();
        if (!a.sps().equals(b.sps())) {
            return Optional.of("the sequence parameter sets differ");
        }
        if (!canRefer(b.pps(), a.pps())) {
            return Optional.of("the picture parameter sets differ in more than pic_init_qp_minus26");
        }
        if (!Objects.equals(headerA.idrPicId(), headerB.idrPicId())) {
            return Optional.of(text("idr_pic_id", headerA.idrPicId(), headerB.idrPicId()));
        }
        if (headerA.frameNum() != headerB.frameNum()) {
            return Optional.of(text("frame_num", headerA.frameNum(), headerB.frameNum()));
        }
        if (headerA.structure() != headerB.structure()) {
            return Optional.of(text("the picture structure", headerA.structure(), headerB.structure()));
        }
        if (!headerA.picOrderCnt().equals(headerB.picOrderCnt())) {
            return Optional.of("the picture order counts differ");
        }
        if ((headerA.nalRefIdc() == 0) != (headerB.nalRefIdc() == 0)) {
            return Optional.of(text("nal_ref_idc", headerA.nalRefIdc(), headerB.nalRefIdc()));
        }
        if (!Objects.equals(headerA.decRefPicMarking(), headerB.decRefPicMarking())) {
            return Optional.of("dec_ref_pic_marking differs");
        }
        return Optional.empty();
    }

    private static String text(String what, @Nullable Object a, @Nullable Object b) {
        return what + " is " + (a == null ? "absent" : a) + " in A and " + (b == null ? "absent" : b) + " in B";
    }

    /**
     * Whether slices written for {@code from} can be rewritten to refer to {@code to}: all but the initial QP, which
     * slice_qp_delta makes up for, is the same.
     */
    private static boolean canRefer(PictureParameterSet from, PictureParameterSet to) {
        InitialQp qp = to.initialQp();
        return from.initialQp().chromaQpIndexOffset() == qp.chromaQpIndexOffset()
                && from.equals(new PictureParameterSet(
                        from.picParameterSetId(),
                        to.seqParameterSetId(),
                        to.entropyCodingModeFlag(),
                        to.bottomFieldPicOrderInFramePresentFlag(),
                        to.numRefIdxDefaultActive(),
                        to.weightedPrediction(),
                        from.initialQp(),
                        to.deblockingFilterControlPresentFlag(),
                        to.constrainedIntraPredFlag(),
                        to.redundantPicCntPresentFlag(),
                        to.highProfile()));
    }

    /** {@code slice}, rewritten where needed so that it refers to {@code pps}; the two must be locked. */
    static CodedSlice adopt(CodedSlice slice, PictureParameterSet pps) {
        SliceHeader header = slice.header();
        if (slice.pps().equals(pps)) {
            return slice;
        }
        int sliceQpDelta = header.sliceQpDelta()
                + slice.pps().initialQp().picInitQpMinus26()
                - pps.initialQp().picInitQpMinus26();
        return slice.withHeader(
                header.withPicParameterSetId(pps.picParameterSetId()).withSliceQpDelta(sliceQpDelta), pps);
    }
}
