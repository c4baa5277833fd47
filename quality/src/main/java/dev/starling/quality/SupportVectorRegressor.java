package dev.starling.quality;

import java.util.Map;
import java.util.TreeMap;

/**
 * ν-support-vector regression with a gaussian kernel, as LIBSVM defines it: {@code Σ αᵢ·exp(−γ·|x − sᵢ|²) − ρ}. Its
 * features are rescaled linearly before, its score after.
 */
final class SupportVectorRegressor implements Regressor {

    private final double gamma;
    private final double rho;
    private final double[] alphas;
    private final double[][] supportVectors;
    private final double[] slopes;
    private final double[] intercepts;

    private SupportVectorRegressor(
            Map<String, String> header,
            double[] alphas,
            double[][] supportVectors,
            double[] slopes,
            double[] intercepts) {
        this.gamma = number("gamma", required(header, "gamma"));
        this.rho = number("rho", required(header, "rho"));
        this.alphas = alphas;
        this.supportVectors = supportVectors;
        this.slopes = slopes;
        this.intercepts = intercepts;
    }

    /**
     * Reads LIBSVM's text format: a header of {@code name value} lines, {@code SV}, then for each support vector a line
     * {@code α 1:s₁ 2:s₂ …}, in which a missing index means 0.
     *
     * @param slopes of the score, then of each feature: {@code rescaled = slope · value + intercept}
     * @param intercepts in the same order
     * @throws IllegalArgumentException if the text is not in this format or describes another regressor
     */
    static SupportVectorRegressor parse(String text, double[] slopes, double[] intercepts) {
        int features = slopes.length - 1;
        String[] lines = text.split("\n", -1);
        Map<String, String> header = new TreeMap<>();
        int line = 0;
        for (; line < lines.length && !lines[line].equals("SV"); line++) {
            String[] words = lines[line].split(" ", 2);
            header.put(words[0], words.length > 1 ? words[1] : "");
        }
        require(header, "svm_type", "nu_svr");
        require(header, "kernel_type", "rbf");
        int count = integer("total_sv", required(header, "total_sv"));
        int present = Math.max(0, lines.length - line - 1);
        if (count < 1 || count > present) {
            throw new IllegalArgumentException(
                    "support vectors: " + count + " announced, " + present + " lines present");
        }
        double[] alphas = new double[count];
        double[][] supportVectors = new double[count][features];
        for (int i = 0; i < count; i++) {
            String place = "support vector " + i;
            String[] words = lines[line + 1 + i].trim().split(" +", -1);
            alphas[i] = number(place, words[0]);
            for (int word = 1; word < words.length; word++) {
                int colon = words[word].indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException(place + ": no colon in \"" + words[word] + "\"");
                }
                int index = integer(place, words[word].substring(0, colon));
                if (index < 1 || index > features) {
                    throw new IllegalArgumentException(place + " has feature " + index + " of " + features);
                }
                supportVectors[i][index - 1] = number(place, words[word].substring(colon + 1));
            }
        }
        return new SupportVectorRegressor(header, alphas, supportVectors, slopes, intercepts);
    }

    private static double number(String place, String text) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(place + ": \"" + text + "\" is not a number", e);
        }
        throw new IllegalArgumentException(place + ": " + text + " is not finite");
    }

    private static int integer(String place, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(place + ": \"" + text + "\" is not a whole number", e);
        }
    }

    private static String required(Map<String, String> header, String name) {
        String value = header.get(name);
        if (value == null) {
            throw new IllegalArgumentException("support vector machine without " + name);
        }
        return value;
    }

    private static void require(Map<String, String> header, String name, String supported) {
        String value = required(header, name);
        if (!value.equals(supported)) {
            throw new IllegalArgumentException(name + " " + value + " is not " + supported);
        }
    }

    @Override
    public double predict(double[] features) {
        double sum = -rho;
        for (int i = 0; i < alphas.length; i++) {
            double squaredDistance = 0;
            for (int feature = 0; feature < features.length; feature++) {
                double x = slopes[feature + 1] * features[feature] + intercepts[feature + 1];
                double difference = x - supportVectors[i][feature];
                squaredDistance += difference * difference;
            }
            sum += alphas[i] * Math.exp(-gamma * squaredDistance);
        }
        return (sum - intercepts[0]) / slopes[0];
    }
}
