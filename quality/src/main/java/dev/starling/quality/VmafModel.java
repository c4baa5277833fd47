package dev.starling.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns VMAF's features into a score: one of Netflix's models, or {@link #starlingFit}, which comes with Starling.
 * Immutable.
 */
public final class VmafModel {

    private final String name;
    private final List<Input> inputs;
    private final Regressor regressor;
    private final double minScore;
    private final double maxScore;

    /** A feature that the regressor takes, and whether enhancement counts in it. */
    record Input(VmafFeatures.Name feature, EnhancementGain gain) {}

    VmafModel(String name, List<Input> inputs, Regressor regressor, double minScore, double maxScore) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.regressor = regressor;
        this.minScore = minScore;
        this.maxScore = maxScore;
    }

    /**
     * Starling's own model, named {@code starling-vmaf-fit}: a polynomial of degree 4 in the six features, fitted to
     * the output of Netflix's {@code vmaf_v0.6.1} over a wide sample of the feature space. On the reference pairs it is
     * within 0.3 of that model for any frame and within 0.1 pooled; {@code docs/results/vmaf.md} has the measured
     * errors.
     */
    public static VmafModel starlingFit() {
        return StarlingFit.read();
    }

    /**
     * A model of Netflix's.
     *
     * @param name reported with every score
     * @throws IllegalArgumentException if this class cannot compute the model; the message names the field
     */
    public static VmafModel of(String name, LibvmafModel model) {
        List<String> names = model.featureNames();
        List<Map<String, Double>> options = model.featureOptsDicts();
        double[] slopes = array(model.linearRescale().slopes());
        double[] intercepts = array(model.linearRescale().intercepts());
        double[] clip = array(model.scoreClip());
        if (names.isEmpty()
                || slopes.length != names.size() + 1
                || intercepts.length != slopes.length
                || clip.length != 2
                || !(options.isEmpty() || options.size() == names.size())) {
            throw new IllegalArgumentException(names.size() + " features with " + slopes.length + " slopes, "
                    + intercepts.length + " intercepts, " + options.size() + " options, " + clip.length + " clips");
        }
        if (!(clip[0] <= clip[1])) {
            throw new IllegalArgumentException("score_clip " + clip[0] + " is above " + clip[1]);
        }
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            EnhancementGain gain = options.isEmpty() ? EnhancementGain.COUNTS : gain(options.get(i));
            inputs.add(new Input(feature(names.get(i)), gain));
        }
        Regressor regressor = SupportVectorRegressor.parse(model.model(), slopes, intercepts);
        return new VmafModel(name, inputs, regressor, clip[0], clip[1]);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The extractors support a gain limit of 100, which is libvmaf's default, and of 1. */
    private static EnhancementGain gain(Map<String, Double> options) {
        EnhancementGain gain = EnhancementGain.COUNTS;
        for (Map.Entry<String, Double> option : options.entrySet()) {
            boolean limit = option.getKey().equals("adm_enhn_gain_limit")
                    || option.getKey().equals("vif_enhn_gain_limit");
            double value = option.getValue();
            if (!(limit && (value == 1 || value == 100))) {
                throw new IllegalArgumentException("unsupported feature option " + option);
            }
            gain = value == 1 ? EnhancementGain.NONE : EnhancementGain.COUNTS;
        }
        return gain;
    }

    private static VmafFeatures.Name feature(String libvmafName) {
        for (VmafFeatures.Name name : VmafFeatures.Name.values()) {
            if (name.libvmafName.equals(libvmafName)) {
                return name;
            }
        }
        throw new IllegalArgumentException("unsupported feature " + libvmafName);
    }

    /**
     * The name that reports show: that of the model file without {@code .json}, or {@code starling-vmaf-fit}; a model
     * made by {@link #withoutEnhancementGain} adds {@code -neg}.
     */
    public String name() {
        return name;
    }

    /** {@link EnhancementGain#NONE} if enhancement counts in no feature of this model. */
    public EnhancementGain enhancementGain() {
        boolean none = inputs.stream()
                .filter(input -> input.feature != VmafFeatures.Name.MOTION2)
                .allMatch(input -> input.gain == EnhancementGain.NONE);
        return none ? EnhancementGain.NONE : EnhancementGain.COUNTS;
    }

    /** The variants of a frame's features that this model needs. */
    Set<EnhancementGain> gains() {
        return Stream.concat(inputs.stream().map(Input::gain), Stream.of(enhancementGain()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** This model on features without enhancement gain, which Netflix calls NEG. */
    public VmafModel withoutEnhancementGain() {
        if (enhancementGain() == EnhancementGain.NONE) {
            return this;
        }
        List<Input> limited = inputs.stream()
                .map(input -> new Input(input.feature, EnhancementGain.NONE))
                .toList();
        return new VmafModel(name + "-neg", limited, regressor, minScore, maxScore);
    }

    /**
     * The score of one frame.
     *
     * @param features the frame's features, with and without enhancement gain
     * @return a score within the model's limits, 0 to 100 for Netflix's models
     */
    public double score(Function<EnhancementGain, VmafFeatures> features) {
        double[] values = new double[inputs.size()];
        for (int i = 0; i < values.length; i++) {
            Input input = inputs.get(i);
            values[i] = features.apply(input.gain).value(input.feature);
        }
        return Math.clamp(unclippedScore(values), minScore, maxScore);
    }

    /** The regressor's output for features in the model's order. */
    double unclippedScore(double[] features) {
        return regressor.predict(features);
    }

    @Override
    public String toString() {
        return name;
    }
}
