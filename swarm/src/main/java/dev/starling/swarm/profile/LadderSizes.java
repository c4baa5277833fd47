package dev.starling.swarm.profile;

import java.util.ArrayList;
import java.util.List;

/** The picture sizes of a title whose rungs are qualities. */
public final class LadderSizes {
    /** Short sides below the source's. */
    private static final List<Integer> SHORT_SIDES = List.of(2160, 1440, 1080, 720, 540, 432, 360, 234);
    /** The highest ratio of one short side to the next larger one: a size closer than this would add little. */
    private static final double MAX_SIDE_RATIO = 0.84;

    private LadderSizes() {}

    /**
     * All sizes for a source.
     *
     * @param source the display size of the source
     * @param maxShortSide the largest short side; larger sources are scaled down to it
     * @return largest first, at least one
     */
    public static List<PictureSize> of(PictureSize source, int maxShortSide) {
        PictureSize largest = source.shortSide() <= maxShortSide ? source : source.withShortSide(maxShortSide);
        List<PictureSize> sizes = new ArrayList<>(List.of(largest));
        for (int next : SHORT_SIDES) {
            if (next <= sizes.getLast().shortSide() * MAX_SIDE_RATIO) {
                sizes.add(source.withShortSide(next));
            }
        }
        return List.copyOf(sizes);
    }
}
