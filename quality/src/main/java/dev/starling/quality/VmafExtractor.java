package dev.starling.quality;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The elementary features of VMAF that compare two frames; what {@link MotionExtractor} measures is missing. */
final class VmafExtractor {

    private final int height;
    private final LumaRows luma;
    private final VifExtractor vif;
    private final AdmExtractor adm;

    VmafExtractor(Kernels kernels, int width, int height, Set<EnhancementGain> gains) {
        ColumnLayout layout = ColumnLayout.of(kernels.lanes(), width, VifExtractor.SCALES - 1);
        this.height = height;
        this.luma = new LumaRows(kernels.rows(), layout);
        this.vif = new VifExtractor(kernels, layout, height);
        this.adm = new AdmExtractor(kernels, layout, height, gains);
    }

    Fidelity measure(PlanarFrame reference, PlanarFrame distorted) {
        luma.clear();
        vif.clear();
        adm.clear();
        for (int row = 0; row < height; row += LumaRows.STEP) {
            luma.load(reference, distorted, row);
            vif.add(luma.rows, row);
            adm.add(luma.rows, row);
        }
        return new Fidelity(vif.scores(), adm.scores());
    }

    /** What is known of a frame without the next one. */
    record Fidelity(VifExtractor.Scores vif, Map<EnhancementGain, Double> adm) {

        /** The features for one of the gains that are extracted. */
        VmafFeatures features(EnhancementGain gain, double motion2) {
            VifExtractor.ScaleScores scales = switch (gain) {
                case COUNTS -> vif.plain();
                case NONE -> vif.limited();
            };
            double adm2 = Objects.requireNonNull(adm.get(gain));
            return new VmafFeatures(adm2, motion2, scales.scale0(), scales.scale1(), scales.scale2(), scales.scale3());
        }
    }
}
