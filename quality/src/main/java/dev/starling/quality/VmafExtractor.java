package dev.starling.quality;

/** The elementary features of VMAF that compare two frames; what {@link MotionExtractor} measures is missing. */
final class VmafExtractor {

    private final VifExtractor vif;
    private final AdmExtractor adm;

    VmafExtractor(Kernels kernels, int width, int height) {
        this.vif = new VifExtractor(kernels, width, height);
        this.adm = new AdmExtractor(kernels, width, height);
    }

    Fidelity measure(Frame reference, Frame distorted) {
        return new Fidelity(vif.measure(reference, distorted), adm.measure(reference, distorted));
    }

    /** What is known of a frame without the next one. */
    record Fidelity(VifExtractor.Scores vif, AdmExtractor.Scores adm) {

        VmafFeatures features(EnhancementGain gain, double motion2) {
            return switch (gain) {
                case COUNTS -> features(adm.plain(), motion2, vif.plain());
                case NONE -> features(adm.limited(), motion2, vif.limited());
            };
        }

        private static VmafFeatures features(double adm2, double motion2, VifExtractor.ScaleScores vif) {
            return new VmafFeatures(adm2, motion2, vif.scale0(), vif.scale1(), vif.scale2(), vif.scale3());
        }
    }
}
