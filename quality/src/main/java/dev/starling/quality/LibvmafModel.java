package dev.starling.quality;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code model_dict} of one of libvmaf's model files, field by field under libvmaf's names: a model of type
 * {@code LIBSVMNUSVR} on features that are rescaled linearly ({@code linear_rescale}). {@link VmafModel#of} checks it.
 *
 * @param featureNames names of the features, such as {@code VMAF_integer_feature_adm2_score}
 * @param featureOptsDicts options of each feature, by name; empty if no feature has options
 * @param linearRescale how score and features are rescaled
 * @param scoreClip lowest score, highest score
 * @param model the support vector machine in LIBSVM's text format
 */
public record LibvmafModel(
        List<String> featureNames,
        List<Map<String, Double>> featureOptsDicts,
        LinearRescale linearRescale,
        List<Double> scoreClip,
        String model) {

    /**
     * Linear rescaling: {@code rescaled = slope · value + intercept}.
     *
     * @param slopes of the score, then of each feature
     * @param intercepts in the same order
     */
    public record LinearRescale(List<Double> slopes, List<Double> intercepts) {
        public LinearRescale {
            slopes = List.copyOf(slopes);
            intercepts = List.copyOf(intercepts);
        }
    }

    public LibvmafModel {
        featureNames = List.copyOf(featureNames);
        // Of several options the last one counts, so their order stays.
        featureOptsDicts = featureOptsDicts.stream()
                .map(LinkedHashMap::new)
                .map(Collections::unmodifiableMap)
                .toList();
        scoreClip = List.copyOf(scoreClip);
    }
}
