package dev.starling.h264.edit;

import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceHeader.PictureId;
import java.util.List;
import java.util.Optional;

/**
 * Checks whether two videos can be blended. They need the same sequence parameter set, and the same pictures in the
 * same order with equal frame_num, picture order count, reference use and marking. The decoder then has the same
 * reference pictures in its buffer whichever video a picture comes from. The finer levels also need the same slices.
 */
public final class BlendCompatibility {
    private BlendCompatibility() {}

    /**
     * The first difference that prevents blending at {@code level}, as a text such as {@code access unit 12: frame_num
     * is 3 in A and 4 in B}; empty if the videos can be blended.
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

    /** The first difference between two access units that prevents blending them at {@code level}. */
    public static Optional<String> difference(AccessUnit a, AccessUnit b, BlendLevel level) {
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
        PictureId pictureA = headerA.pictureId();
        PictureId pictureB = headerB.pictureId();
        if (!a.sps().equals(b.sps())) {
            return Optional.of("the sequence parameter sets differ");
        }
        if (!canRefer(b.pps(), a.pps())) {
            return Optional.of("the picture parameter sets differ in more than pic_init_qp_minus26");
        }
        if (!pictureA.idrPicId().equals(pictureB.idrPicId())) {
            return Optional.of(text("idr_pic_id", idrPicId(pictureA), idrPicId(pictureB)));
        }
        if (pictureA.frameNum() != pictureB.frameNum()) {
            return Optional.of(text("frame_num", pictureA.frameNum(), pictureB.frameNum()));
        }
        if (pictureA.structure() != pictureB.structure()) {
            return Optional.of(text("the picture structure", pictureA.structure(), pictureB.structure()));
        }
        if (!pictureA.picOrderCnt().equals(pictureB.picOrderCnt())) {
            return Optional.of("the picture order counts differ");
        }
        if ((headerA.nalRefIdc() == 0) != (headerB.nalRefIdc() == 0)) {
            return Optional.of(text("nal_ref_idc", headerA.nalRefIdc(), headerB.nalRefIdc()));
        }
        if (!headerA.decRefPicMarking().equals(headerB.decRefPicMarking())) {
            return Optional.of("dec_ref_pic_marking differs");
        }
        return Optional.empty();
    }

    private static Object idrPicId(PictureId picture) {
        return picture.idrPicId().isPresent() ? picture.idrPicId().getAsInt() : "absent";
    }

    private static String text(String what, Object a, Object b) {
        return what + " is " + a + " in A and " + b + " in B";
    }

    /**
     * Whether slices written for {@code from} can be rewritten to refer to {@code to}. Only the id and the initial QP
     * may differ; slice_qp_delta compensates for the latter.
     */
    private static boolean canRefer(PictureParameterSet from, PictureParameterSet to) {
        return from.initialQp().chromaQpIndexOffset() == to.initialQp().chromaQpIndexOffset()
                && from.equals(
                        to.withPicParameterSetId(from.picParameterSetId()).withInitialQp(from.initialQp()));
    }

    /** Returns {@code slice} rewritten, where necessary, to refer to {@code pps}; the two must be compatible. */
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
