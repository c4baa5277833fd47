package dev.starling.swarm.title;

import java.util.List;

/**
 * What the index of a member says of one access unit.
 *
 * @param bytes its size
 * @param presentationOffsetTicks its presentation time from the start of the clip
 * @param type its picture type
 * @param nalRefIdc {@code nal_ref_idc} of its slices: 0 where nothing refers to it
 * @param sliceOffsets where in the access unit each slice's length prefix stands; empty for audio
 * @param quality of its picture; {@link Quality#NONE} for audio
 */
public record AccessUnit(
        int bytes,
        int presentationOffsetTicks,
        AccessUnitType type,
        int nalRefIdc,
        List<Integer> sliceOffsets,
        Quality quality) {
    public AccessUnit {
        sliceOffsets = List.copyOf(sliceOffsets);
        if (bytes <= 0 || nalRefIdc < 0 || nalRefIdc > 3) {
            throw new IllegalArgumentException("Not an access unit: " + bytes + " bytes, nal_ref_idc " + nalRefIdc);
        }
        for (int offset : sliceOffsets) {
            if (offset < 0 || offset >= bytes) {
                throw new IllegalArgumentException("A slice at " + offset + " of " + bytes + " bytes");
            }
        }
    }
}
