package dev.starling.quality;

/**
 * The elementary features of one frame, equal to libvmaf's integer extractors within 10<sup>-3</sup>.
 *
 * @param adm2 detail loss, 1 is transparent
 * @param motion2 motion of the reference: the smaller of that from the frame before and that to the next
 * @param vifScale0 visual information fidelity at full size, 1 is transparent
 * @param vifScale1 at half size
 * @param vifScale2 at a quarter
 * @param vifScale3 at an eighth
 */
public record VmafFeatures(
        double adm2, double motion2, double vifScale0, double vifScale1, double vifScale2, double vifScale3) {

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
            case VIF_SCALE0 -> vifScale0;
            case VIF_SCALE1 -> vifScale1;
            case VIF_SCALE2 -> vifScale2;
            case VIF_SCALE3 -> vifScale3;
        };
    }
}
