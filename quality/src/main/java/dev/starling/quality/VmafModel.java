package dev.starling.quality;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What makes a VMAF score of features: Netflix's models, read from their JSON files, and {@link #starlingFit}, which
 * comes with Starling. Immutable.
 */
public final class VmafModel {

    private static final String FIT = "starling-vmaf-fit";

    private final String name;
    private final List<Input> inputs;
    private final Regressor regressor;
    private final double lowestScore;
    private final double highestScore;

    private record Input(VmafFeatures.Name feature, EnhancementGain gain) {}

    private VmafModel(String name, List<Input> inputs, Regressor regressor, double lowestScore, double highestScore) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.regressor = regressor;
        this.lowestScore = lowestScore;
        this.highestScore = highestScore;
    }

    /**
     * Starling's own regressor, named {@code starling-vmaf-fit}: a polynomial of degree 4 in the six features, fitted
     * to what Netflix's {@code vmaf_v0.6.1} answers over a wide sample of the feature space. On the reference pairs it
     * is within 0.3 of that model on any frame and within 0.1 pooled; {@code docs/quality.md} has the measured errors.
     */
    public static VmafModel starlingFit() {
        try (InputStream resource = VmafModel.class.getResourceAsStream(FIT + ".json")) {
            if (resource == null) {
                throw new IllegalStateException(FIT + ".json is not on the class path");
            }
            return fit(Json.parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VmafModel fit(Json document) {
        List<Input> inputs = new ArrayList<>();
        List<Json> features = items(document, "features");
        double[] lowest = new double[features.size()];
        double[] highest = new double[features.size()];
        for (int i = 0; i < features.size(); i++) {
            lowest[i] = number(features.get(i), "lowest");
            highest[i] = number(features.get(i), "highest");
            inputs.add(new Input(feature(text(member(features.get(i), "name"))), EnhancementGain.COUNTS));
        }
        int degree = (int) number(document, "degree");
        Regressor regressor = new PolynomialRegressor(lowest, highest, degree, numbers(document, "coefficients"));
        return new VmafModel(FIT, inputs, regressor, 0, 100);
    }

    /**
     * Reads a model of Netflix's, such as {@code vmaf_v0.6.1.json}; it is named for its file. As in libvmaf's default,
     * the {@code score_transform} of the phone model is not applied.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when it is not a model that this class computes; the message says what it has
     */
    public static VmafModel read(Path file) throws IOException {
        Path fileName = file.getFileName();
        String name = fileName == null ? "" : fileName.toString().replaceFirst("\\.json$", "");
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": a folder, not a model");
        }
        try {
            // Not readString: what is no UTF-8 is to be told of as what is no JSON.
            String json = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return netflix(name, member(Json.parse(json), "model_dict"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static VmafModel netflix(String name, Json model) {
        require(model, "model_type", "LIBSVMNUSVR");
        require(model, "norm_type", "linear_rescale");
        List<Json> names = items(model, "feature_names");
        List<Json> options = members(model).values().containsKey("feature_opts_dicts")
                ? items(model, "feature_opts_dicts")
                : List.of();
        double[] slopes = numbers(model, "slopes");
        double[] intercepts = numbers(model, "intercepts");
        double[] clip = numbers(model, "score_clip");
        if (slopes.length != names.size() + 1
                || intercepts.length != names.size() + 1
                || clip.length != 2
                || !(options.isEmpty() || options.size() == names.size())) {
            throw new IllegalArgumentException(names.size() + " features with " + slopes.length + " slopes, "
                    + intercepts.length + " intercepts, " + options.size() + " options, " + clip.length + " clips");
        }
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            EnhancementGain gain = options.isEmpty() ? EnhancementGain.COUNTS : gain(options.get(i));
            inputs.add(new Input(feature(text(names.get(i))), gain));
        }
        Regressor regressor = SupportVectorRegressor.parse(text(member(model, "model")), slopes, intercepts);
        return new VmafModel(name, inputs, regressor, clip[0], clip[1]);
    }

    /** The extractors know a limit of 100, which is libvmaf's default, and of 1. */
    private static EnhancementGain gain(Json options) {
        EnhancementGain gain = EnhancementGain.COUNTS;
        for (var option : members(options).values().entrySet()) {
            boolean limit = option.getKey().equals("adm_enhn_gain_limit")
                    || option.getKey().equals("vif_enhn_gain_limit");
            if (!(limit && option.getValue() instanceof Json.Numeric(double value) && (value == 1 || value == 100))) {
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
     * The name that reports give: the file's without {@code .json}, or {@code starling-vmaf-fit}; NEG adds
     * {@code -neg}.
     */
    public String name() {
        return name;
    }

    /** Whether this model looks at all features without enhancement gain, or else at some with. */
    public EnhancementGain enhancementGain() {
        boolean none = inputs.stream()
                .filter(input -> input.feature != VmafFeatures.Name.MOTION2)
                .allMatch(input -> input.gain == EnhancementGain.NONE);
        return none ? EnhancementGain.NONE : EnhancementGain.COUNTS;
    }

    /** Which of a frame's features this model looks at. */
    Set<EnhancementGain> gains() {
        return Stream.concat(inputs.stream().map(Input::gain), Stream.of(enhancementGain()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** This model on features without enhancement gain: what Netflix calls NEG. */
    public VmafModel withoutEnhancementGain() {
        if (enhancementGain() == EnhancementGain.NONE) {
            return this;
        }
        List<Input> limited = inputs.stream()
                .map(input -> new Input(input.feature, EnhancementGain.NONE))
                .toList();
        return new VmafModel(name + "-neg", limited, regressor, lowestScore, highestScore);
    }

    /**
     * The score of one frame.
     *
     * @param features the frame's features, with enhancement gain or without as the model asks
     * @return a score between the model's limits, 0 and 100 for Netflix's
     */
    public double score(Function<EnhancementGain, VmafFeatures> features) {
        double[] values = new double[inputs.size()];
        for (int i = 0; i < values.length; i++) {
            Input input = inputs.get(i);
            values[i] = features.apply(input.gain).value(input.feature);
        }
        return Math.clamp(unclippedScore(values), lowestScore, highestScore);
    }

    /** The regressor's answer to features in the model's order. */
    double unclippedScore(double[] features) {
        return regressor.predict(features);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Json.Members members(Json value) {
        if (value instanceof Json.Members members) {
            return members;
        }
        throw new IllegalArgumentException("an object was expected");
    }

    private static Json member(Json value, String name) {
        Json member = members(value).values().get(name);
        if (member == null) {
            throw new IllegalArgumentException("no \"" + name + "\"");
        }
        return member;
    }

    private static List<Json> items(Json value, String name) {
        if (member(value, name) instanceof Json.Items(List<Json> items)) {
            return items;
        }
        throw new IllegalArgumentException("\"" + name + "\" is not an array");
    }

    private static String text(Json value) {
        if (value instanceof Json.Text(String text)) {
            return text;
        }
        throw new IllegalArgumentException("a string was expected");
    }

    private static double number(Json value, String name) {
        if (member(value, name) instanceof Json.Numeric(double number)) {
            return number;
        }
        throw new IllegalArgumentException("\"" + name + "\" is not a number");
    }

    private static double[] numbers(Json value, String name) {
        List<Json> items = items(value, name);
        double[] numbers = new double[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(items.get(i) instanceof Json.Numeric(double number))) {
                throw new IllegalArgumentException("\"" + name + "\" has an item that is not a number");
            }
            numbers[i] = number;
        }
        return numbers;
    }

    private static void require(Json model, String name, String supported) {
        String value = text(member(model, name));
        if (!value.equals(supported)) {
            throw new IllegalArgumentException(name + " " + value + " is not " + supported);
        }
    }
}
