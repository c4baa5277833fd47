package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import java.util.List;

/**
 * Where the pictures of a clip may begin to rest, and what that takes. They begin at a P picture: B pictures behind one
 * that is sent lie between two pictures that differ, and would show the mean of both. Behind that point no picture
 * stands for itself: an IDR or I picture does not rest, and goes out whole. Immutable.
 */
final class RestPoints {
    /** A header, and the end of the slice data, at most in members that Starling encodes. */
    private static final int SLICE_BYTES = 32;
    /** A skipped macroblock takes less than 1/25 bit once the entropy coder has adapted to it. */
    private static final int MACROBLOCKS_PER_BYTE = 200;

    private static final int MACROBLOCK_SIDE = 16;

    private final int accessUnits;
    /** The first access unit, at or after each one, at which pictures may begin to rest. */
    private final int[] next;
    /** What a picture that rests takes. */
    private final int pictureBytes;

    /** @param accessUnits those of any one of the members that blend, in decoding order */
    RestPoints(PictureSize size, List<AccessUnitEntry> accessUnits) {
        this.accessUnits = accessUnits.size();
        this.next = new int[accessUnits.size()];
        int point = this.accessUnits;
        boolean allowed = true;
        int most = 0;
        for (int i = this.accessUnits - 1; i >= 0; i--) {
            AccessUnitEntry unit = accessUnits.get(i);
            boolean intra = unit.type() == AccessUnitType.IDR || unit.type() == AccessUnitType.I;
            allowed &= !intra;
            if (allowed && unit.type() == AccessUnitType.P) {
                point = i;
            }
            next[i] = point;
            if (!intra && !unit.sliceOffsets().isEmpty()) {
                most = Math.max(
                        most,
                        unit.sliceOffsets().getFirst()
                                + SLICE_BYTES * unit.sliceOffsets().size());
            }
        }
        int macroblocks = size.macroblockRows() * Math.ceilDiv(size.width(), MACROBLOCK_SIDE);
        this.pictureBytes = most + macroblocks / MACROBLOCKS_PER_BYTE;
    }

    /**
     * The first access unit, at or after a given one, at which the rest of the clip may begin to rest; the number of
     * access units if there is none.
     */
    int next(int accessUnit) {
        return accessUnit < accessUnits ? next[accessUnit] : accessUnits;
    }

    /** What so many pictures that rest take, reckoned from their slices and size. */
    long bytes(int pictures) {
        return (long) pictureBytes * pictures;
    }
}
