package dev.starling.swarm.profile;

import dev.starling.swarm.profile.Tuning.Preset;
import java.util.ArrayList;
import java.util.List;

/**
 * The declared set of profiles from which a swarm is made until profiles evolve: up to three picture sizes, the largest
 * that of the source, each at three qualities that lie close enough together to be blended.
 */
public final class FixedProfiles {
    /** CRF of the best level, unless another is asked for. */
    public static final double BEST_CRF = 23;
    /**
     * How much higher the CRF of each level is, best first. Neighbours are at most 4 apart: wider gaps do not blend
     * well.
     */
    public static final List<Double> CRF_STEPS = List.of(0.0, 4.0, 8.0);
    /** The highest CRF that the best level may have: beyond, the worst would not be on libx264's scale. */
    public static final double HIGHEST_BEST_CRF = 43;

    private static final int MAX_SIZES = 3;
    /** Short sides below the source's, each roughly half the area of the one before. */
    private static final List<Integer> SHORT_SIDES = List.of(2160, 1440, 1080, 720, 480, 360, 240, 144);
    /** A lower size closer than this to the one above (ratio of short sides) would add little. */
    private static final double CLOSEST_SIDES = 0.8;

    private FixedProfiles() {}

    /**
     * The profiles for a source.
     *
     * @param source the size at which the source is displayed
     * @param preset how much time the encoder may take for its choices
     * @param bestCrf of the best level, at most {@value HIGHEST_BEST_CRF}
     * @return largest picture size first, and within one size best quality first
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
            if (sizes.size() < MAX_SIZES && next <= shortSide * CLOSEST_SIDES) {
                sizes.add(source.withShortSide(next));
                shortSide = next;
            }
        }
        return sizes;
    }
}
