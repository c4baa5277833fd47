package dev.starling.farm;

import dev.starling.media.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Finds the slices of an access unit. */
final class SliceOffsets {
    private static final int NAL_UNIT_TYPE_MASK = 0x1f;
    private static final int NON_IDR_SLICE = 1;
    private static final int IDR_SLICE = 5;

    private SliceOffsets() {}

    /**
     * Where the length prefix of each slice stands.
     *
     * @param accessUnit NAL units, each after its length in four bytes (ISO/IEC 14496-15)
     */
    static List<Integer> of(Bytes accessUnit) {
        ByteBuffer units = accessUnit.buffer();
        List<Integer> offsets = new ArrayList<>();
        for (int at = 0; at < units.limit(); at += Integer.BYTES + units.getInt(at)) {
            int type = units.get(at + Integer.BYTES) & NAL_UNIT_TYPE_MASK;
            if (type == NON_IDR_SLICE || type == IDR_SLICE) {
                offsets.add(at);
            }
        }
        return offsets;
    }
}
