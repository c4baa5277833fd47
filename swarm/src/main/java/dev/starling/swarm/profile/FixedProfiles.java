package dev.starling.swarm.profile;

import dev.starling.swarm.profile.Tuning.Preset;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes and rate factors of a title whose rungs are rate factors: up to three picture sizes, the largest that of
 * the source, each at three quality targets that are close enough to blend.
 */
public final class FixedProfiles {
    /** The default CRF of the best rung. */
    public static final double BEST_CRF = 23;
    /**
     * CRF of each rung above that of the best rung, best first. Neighbours are at most 4 apart: wider gaps blend badly.
     */
    public static final List<Double> CRF_STEPS = List.of(0.0, 4.0, 8.0);
    /** The highest CRF of the best rung: above it, the worst rung would leave libx264's scale. */
    public static final double MAX_BEST_CRF = 43;

    private static final int MAX_SIZES = 3;
    /** Short sides below the source's; each size has roughly half the area of the one before. */
    private static final List<Integer> SHORT_SIDES = List.of(2160, 1440, 1080, 720, 480, 360, 240, 144);
    /** The highest ratio of one short side to the next larger one: a size closer than this would add little. */
    private static final double MAX_SIDE_RATIO = 0.8;

    private FixedProfiles() {}

    /**
     * The profiles for a source.
     *
     * @param source the display size of the source
     * @param preset the speed preset
     * @param bestCrf the CRF of the best rung, at most {@value MAX_BEST_CRF}
     * @return largest picture size first, and best quality first within one size
     */
    public static List<Profile.H264> forSource(PictureSize source, Preset preset, double bestCrf) {
        Tuning tuning = Tuning.DEFAULT.withPreset(preset);
        return sizes(source).stream()
                .flatMap(size -> CRF_STEPS.stream()
                        .map(step -> new Profile.H264(
                                size,
                                StructuralGenes.DEFAULT,
                                new RateControl.ConstantRateFactor(bestCrf + step),
                                tuning)))
                .toList();
    }

    private static List<PictureSize> sizes(PictureSize source) {
        List<PictureSize> sizes = new ArrayList<>(List.of(source));
        int shortSide = source.shortSide();
        for (int next : SHORT_SIDES) {
            if (sizes.size() < MAX_SIZES && next <= shortSide * MAX_SIDE_RATIO) {
                sizes.add(source.withShortSide(next));
                shortSide = next;
            }
        }
        return sizes;
    }
}
