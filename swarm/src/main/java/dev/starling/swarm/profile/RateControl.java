package dev.starling.swarm.profile;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The quality target of a profile. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "mode")
@JsonSubTypes(@JsonSubTypes.Type(value = RateControl.ConstantRateFactor.class, name = "crf"))
public sealed interface RateControl {
    /**
     * Constant rate factor: constant perceived quality, as libx264 judges it.
     *
     * @param crf 0–51; higher is smaller and worse
     */
    record ConstantRateFactor(double crf) implements RateControl {
        public ConstantRateFactor {
            Bounds.check("crf", crf, 0, 51);
        }
    }
}
