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
            VmafFeatures.Vif scales = switch (gain) {
                case COUNTS -> vif.plain();
                case NONE -> vif.limited();
            };
            return new VmafFeatures(Objects.requireNonNull(adm.get(gain)), motion2, scales);
        }
    }
}
