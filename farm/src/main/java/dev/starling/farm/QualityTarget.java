package dev.starling.farm;

import dev.starling.swarm.profile.FixedProfiles;

/** How good the best members of a title are to be, at the display size. Those below follow at fixed distances. */
public sealed interface QualityTarget {
    /** The rate factor that titles have unless something else is asked for. */
    QualityTarget USUAL = new RateFactor(FixedProfiles.BEST_CRF);

    /**
     * By libx264's own measure.
     *
     * @param crf 1–43
     */
    record RateFactor(double crf) implements QualityTarget {
        /** The best that is not lossless, which would be another H.264 profile. */
        static final double LEAST = 1;

        public RateFactor {
            check("CRF", crf, LEAST, FixedProfiles.MAX_BEST_CRF);
        }
    }

    /**
     * By VMAF without enhancement gain, mean over some clips of the title.
     *
     * @param points 20–100
     */
    record VmafNeg(double points) implements QualityTarget {
        public VmafNeg {
            check("VMAF NEG", points, 20, 100);
        }
    }

    /**
     * By structural similarity, mean over some clips of the title.
     *
     * @param ssim 0.5–0.9999
     */
    record Ssim(double ssim) implements QualityTarget {
        public Ssim {
            check("SSIM", ssim, 0.5, 0.9999);
        }
    }

    /**
     * By the bitrate, mean over some clips of the title.
     *
     * @param kilobitsPerSecond 1–200,000
     */
    record Bitrate(double kilobitsPerSecond) implements QualityTarget {
        public Bitrate {
            check("bitrate in kbit/s", kilobitsPerSecond, 1, 200_000);
        }
    }

    private static void check(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(name + " must be within " + least + " … " + most + ": " + value);
        }
    }
}
