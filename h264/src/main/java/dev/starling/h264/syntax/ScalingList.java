package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * scaling_list() of 7.3.2.1.1.1, stored as the differences in the bitstream, because several codings give the same
 * scales.
 *
 * @param deltaScales values of delta_scale, each −128…127; fewer than 16 or 64 where a scale of 0 ends the list early
 */
public record ScalingList(List<Integer> deltaScales) {

    public ScalingList {
        deltaScales = List.copyOf(deltaScales);
    }

    /** {@code size} is 16 or 64. */
    static ScalingList read(BitReader reader, int size) {
        var deltaScales = new ArrayList<Integer>();
        int lastScale = 8;
        int nextScale = 8;
        for (int j = 0; j < size && nextScale != 0; j++) {
            int deltaScale = reader.se(-128, 127, "delta_scale");
            deltaScales.add(deltaScale);
            nextScale = (lastScale + deltaScale) & 0xFF;
            lastScale = nextScale == 0 ? lastScale : nextScale;
        }
        return new ScalingList(deltaScales);
    }

    void write(BitWriter writer) {
        for (int deltaScale : deltaScales) {
            writer.se(deltaScale, "delta_scale");
        }
    }

    /** UseDefaultScalingMatrixFlag: the first scale is 0, so the default list of Table 7-3 or 7-4 applies. */
    public boolean useDefaultScalingMatrix() {
        return ((8 + deltaScales.getFirst()) & 0xFF) == 0;
    }

    /**
     * The scales in zig-zag (or field) scan order, each 1…255.
     *
     * @param size 16 or 64
     * @throws IllegalStateException if {@link #useDefaultScalingMatrix} is true
     */
    public int[] scales(int size) {
        if (useDefaultScalingMatrix()) {
            throw new IllegalStateException("the default list applies");
        }
        int[] scales = new int[size];
        int scale = 8;
        for (int j = 0; j < deltaScales.size(); j++) {
            int next = (scale + deltaScales.get(j)) & 0xFF;
            if (next == 0) {
                Arrays.fill(scales, j, size, scale);
                return scales;
            }
            scale = next;
            scales[j] = scale;
        }
        return scales;
    }
}
