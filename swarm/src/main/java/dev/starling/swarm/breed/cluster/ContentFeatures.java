package dev.starling.swarm.breed.cluster;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The content features of a clip.
 *
 * @param values one finite number for every feature
 */
public record ContentFeatures(Map<ContentFeature, Double> values) {
    public ContentFeatures {
        Map<ContentFeature, Double> all = new EnumMap<>(ContentFeature.class);
        all.putAll(values);
        if (all.size() != ContentFeature.values().length
                || all.values().stream().anyMatch(it -> !Double.isFinite(it))) {
            throw new IllegalArgumentException("not a finite number for every feature: " + values);
        }
        values = Collections.unmodifiableMap(all);
    }

    /** The value of one feature. */
    public double of(ContentFeature feature) {
        return values.getOrDefault(feature, 0.0);
    }
}
