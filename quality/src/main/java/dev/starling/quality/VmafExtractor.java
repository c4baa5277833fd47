package dev.starling.quality;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The elementary features of VMAF that compare two frames; what {@link MotionExtractor} measures is missing. */
final class VmafExtractor {

    private final VifExtractor vif;
    private final AdmExtractor adm;

    VmafExtractor(Kernels kernels, int width, int height, Set<EnhancementGain> gains) {
        this.vif = new VifExtractor(kernels, width, height);
        this.adm = new AdmExtractor(kernels, width, height, gains);
    }

    Fidelity measure(Frame reference, Frame distorted) {
        return new Fidelity(vif.measure(reference, distorted), adm.measure(reference, distorted));
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
