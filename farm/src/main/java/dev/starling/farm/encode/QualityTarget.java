package dev.starling.farm.encode;

import dev.starling.swarm.breed.hull.Rungs;
import dev.starling.swarm.profile.FixedProfiles;
import java.math.BigDecimal;

/**
 * The quality of a title's members, at the display size: either rungs that every clip meets, or the quality of the best
 * members, below which others follow at fixed distances of the rate factor.
 */
public sealed interface QualityTarget {
    /** The default rungs. */
    QualityTarget USUAL = new Ladder(Rungs.USUAL);

    /**
     * Rungs that are qualities, the same in every clip.
     *
     * @param rungs the qualities, and the bitrates between which they count
     */
    record Ladder(Rungs rungs) implements QualityTarget {}

    /** The quality of the best members. */
    sealed interface OfBest extends QualityTarget {}

    /**
     * A constant rate factor of libx264.
     *
     * @param crf 1–43
     */
    record RateFactor(double crf) implements OfBest {
        /** CRF 0 is lossless, which would be another H.264 profile. */
        static final double MIN_CRF = 1;

        public RateFactor {
            check("crf", crf, MIN_CRF, FixedProfiles.MAX_BEST_CRF);
        }
    }

    /**
     * VMAF without enhancement gain, mean over some clips of the title.
     *
     * @param points 20–100
     */
    record VmafNeg(double points) implements OfBest {
        public VmafNeg {
            check("vmaf-neg", points, 20, 100);
        }
    }

    /**
     * Structural similarity, mean over some clips of the title.
     *
     * @param ssim 0.5–0.9999
     */
    record Ssim(double ssim) implements OfBest {
        public Ssim {
            check("ssim", ssim, 0.5, 0.9999);
        }
    }

    /**
     * The bitrate, mean over some clips of the title.
     *
     * @param kilobitsPerSecond 1–200,000
     */
    record Bitrate(double kilobitsPerSecond) implements OfBest {
        public Bitrate {
            check("bitrate", kilobitsPerSecond, 1, 200_000);
        }
    }

    private static void check(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    name + " must be " + shown(min) + " to " + shown(max) + ": " + shown(value));
        }
    }

    /** A number as a user writes it: 43, not 43.0. */
    private static String shown(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }
}
