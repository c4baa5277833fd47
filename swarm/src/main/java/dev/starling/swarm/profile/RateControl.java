package dev.starling.swarm.profile;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The quality target of a profile. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mode")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RateControl.ConstantRateFactor.class, name = "crf"),
    @JsonSubTypes.Type(value = RateControl.ConstantQuality.class, name = "vmafNeg")
})
public sealed interface RateControl {
    /**
     * Checks that an encoder's scale includes the target.
     *
     * @throws IllegalArgumentException if its CRF is above {@code maxCrf}
     */
    void requireAtMost(double maxCrf);

    /**
     * The rate factor that an encoder gets.
     *
     * @throws IllegalStateException if it must be found first
     */
    double rateFactor();

    /**
     * Constant rate factor: constant perceived quality, as the encoder judges it. Each encoder has its own scale.
     *
     * @param crf 0–63; a higher value gives fewer bits and lower quality
     */
    record ConstantRateFactor(double crf) implements RateControl {
        public ConstantRateFactor {
            Bounds.check("crf", crf, 0, 63);
        }

        @Override
        public void requireAtMost(double maxCrf) {
            Bounds.check("crf", crf, 0, maxCrf);
        }

        @Override
        public double rateFactor() {
            return crf;
        }
    }

    /**
     * Constant measured quality: the rate factor is found for each clip. Only a cluster's centroid has it; an encoder
     * needs a rate factor.
     *
     * @param vmafNeg VMAF without enhancement gain at the display size, 0–100
     */
    record ConstantQuality(double vmafNeg) implements RateControl {
        public ConstantQuality {
            Bounds.check("vmafNeg", vmafNeg, 0, 100);
        }

        @Override
        public void requireAtMost(double maxCrf) {
            // Every rate factor that is found is on the encoder's scale.
        }

        @Override
        public double rateFactor() {
            throw new IllegalStateException("the rate factor for VMAF NEG " + vmafNeg + " must be found first");
        }
    }
}
