package dev.starling.swarm.profile;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The quality target of a profile. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mode")
@JsonSubTypes(@JsonSubTypes.Type(value = RateControl.ConstantRateFactor.class, name = "crf"))
public sealed interface RateControl {
    /**
     * Checks that an encoder's scale includes the target.
     *
     * @throws IllegalArgumentException if its CRF is above {@code maxCrf}
     */
    void requireAtMost(double maxCrf);

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
    }
}
