package dev.starling.quality;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Extracts the VMAF features that compare two frames, VIF and ADM; {@link MotionExtractor} measures the motion. */
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

    Fidelity measure(PlanarFrame reference, PlanarFrame distorted, RowSampling.Choice choice) {
        luma.clear();
        vif.clear(choice);
        adm.clear(choice);
        for (int row = 0; row < height; row += LumaRows.STEP) {
            luma.load(reference, distorted, row);
            vif.add(luma.rows, row);
            adm.add(luma.rows, row);
        }
        return new Fidelity(vif.scores(), adm.scores());
    }

    /** The features of a frame that do not depend on the next one. */
    record Fidelity(VifExtractor.Scores vif, Map<EnhancementGain, Double> adm) {

        /** All features for one of the extracted gains. */
        VmafFeatures features(EnhancementGain gain, double motion2) {
            VmafFeatures.Vif scales = switch (gain) {
                case COUNTS -> vif.plain();
                case NONE -> vif.limited();
            };
            return new VmafFeatures(Objects.requireNonNull(adm.get(gain)), motion2, scales);
        }
    }
}
