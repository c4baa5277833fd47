package dev.starling.quality;

/**
 * The elementary features of one frame, within 10<sup>-3</sup> of those of libvmaf's integer extractors.
 *
 * @param adm2 detail loss; 1 is transparent
 * @param motion2 motion of the reference: the smaller of the motion from the previous frame and to the next one
 * @param vif visual information fidelity
 */
public record VmafFeatures(double adm2, double motion2, Vif vif) {

    /**
     * Visual information fidelity at four scales; 1 is transparent, and an enhanced picture may score more.
     *
     * @param scale0 at full size
     * @param scale1 at half size
     * @param scale2 at a quarter
     * @param scale3 at an eighth
     */
    public record Vif(double scale0, double scale1, double scale2, double scale3) {}

    /** The same features at another motion of the reference. */
    public VmafFeatures withMotion2(double motion) {
        return new VmafFeatures(adm2, motion, vif);
    }

    /** The features by libvmaf's names. */
    enum Name {
        ADM2("VMAF_integer_feature_adm2_score"),
        MOTION2("VMAF_integer_feature_motion2_score"),
        VIF_SCALE0("VMAF_integer_feature_vif_scale0_score"),
        VIF_SCALE1("VMAF_integer_feature_vif_scale1_score"),
        VIF_SCALE2("VMAF_integer_feature_vif_scale2_score"),
        VIF_SCALE3("VMAF_integer_feature_vif_scale3_score");

        final String libvmafName;

        Name(String libvmafName) {
            this.libvmafName = libvmafName;
        }
    }

    double value(Name name) {
        return switch (name) {
            case ADM2 -> adm2;
            case MOTION2 -> motion2;
            case VIF_SCALE0 -> vif.scale0;
            case VIF_SCALE1 -> vif.scale1;
            case VIF_SCALE2 -> vif.scale2;
            case VIF_SCALE3 -> vif.scale3;
        };
    }
}
