package dev.starling.swarm.title;

import java.util.List;

/**
 * One access unit in the index of a member.
 *
 * @param bytes its size
 * @param presentationOffsetTicks its presentation time, counted from the start of the clip
 * @param type its picture type
 * @param nalRefIdc {@code nal_ref_idc} of its slices: 0 if no other picture refers to it
 * @param sliceOffsets the position of each slice's length prefix in the access unit; empty for audio
 * @param quality the quality of its picture; {@link Quality#NONE} for audio
 */
public record AccessUnitEntry(
        int bytes,
        int presentationOffsetTicks,
        AccessUnitType type,
        int nalRefIdc,
        List<Integer> sliceOffsets,
        Quality quality) {
    public AccessUnitEntry {
        sliceOffsets = List.copyOf(sliceOffsets);
        if (bytes <= 0 || nalRefIdc < 0 || nalRefIdc > 3) {
            throw new IllegalArgumentException("not an access unit: " + bytes + " bytes, nal_ref_idc " + nalRefIdc);
        }
        for (int offset : sliceOffsets) {
            if (offset < 0 || offset >= bytes) {
                throw new IllegalArgumentException("slice at byte " + offset + " of " + bytes);
            }
        }
    }

    /** The position in the access unit after a slice, with which the next slice begins. */
    public int sliceUntil(int slice) {
        return slice + 1 < sliceOffsets.size() ? sliceOffsets.get(slice + 1) : bytes;
    }
}
