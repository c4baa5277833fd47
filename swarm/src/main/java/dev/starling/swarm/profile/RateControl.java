package dev.starling.swarm.profile;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The quality target of a profile. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mode")
@JsonSubTypes(@JsonSubTypes.Type(value = RateControl.ConstantRateFactor.class, name = "crf"))
public sealed interface RateControl {
    /** Checks that the target is on an encoder's scale. */
    void requireAtMost(double highestCrf);

    /**
     * Constant rate factor: constant perceived quality, as the encoder judges it. Each encoder has a scale of its own.
     *
     * @param crf 0–63; higher is smaller and worse
     */
    record ConstantRateFactor(double crf) implements RateControl {
        public ConstantRateFactor {
            Bounds.check("crf", crf, 0, 63);
        }

        @Override
        public void requireAtMost(double highestCrf) {
            Bounds.check("crf", crf, 0, highestCrf);
        }
    }
}
