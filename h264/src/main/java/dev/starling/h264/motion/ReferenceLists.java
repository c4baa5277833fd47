package dev.starling.h264.motion;

import java.util.List;

/**
 * RefPicList0 and RefPicList1 of a slice, cut to the entries that the slice may use; shorter if pictures are missing.
 *
 * @param list0 RefPicList0; empty in I slices
 * @param list1 RefPicList1; empty except in B slices
 * @param picOrderCnt PicOrderCnt of the current picture
 */
public record ReferenceLists(List<ReferencePicture> list0, List<ReferencePicture> list1, int picOrderCnt) {
    /**
     * An entry of a list.
     *
     * @param picture number of the picture in decoding order, see {@link ReferenceFrames}; {@link #MISSING} for a
     *     picture that does not exist
     * @param longTerm whether it is marked as used for long-term reference
     */
    public record ReferencePicture(int picture, int picOrderCnt, boolean longTerm) {}

    /** In place of the number of a picture that does not exist. */
    public static final int MISSING = -1;

    public ReferenceLists {
        list0 = List.copyOf(list0);
        list1 = List.copyOf(list1);
    }

    /** The number of the picture that {@code refIdx} of list 0 or 1 refers to, or {@link #MISSING}. */
    int picture(int list, int refIdx) {
        List<ReferencePicture> entries = list == 0 ? list0 : list1;
        return refIdx < entries.size() ? entries.get(refIdx).picture : MISSING;
    }
}
