package dev.starling.quality;

import java.util.Map;
import java.util.TreeMap;

/**
 * ν-support-vector regression with a gaussian kernel, as LIBSVM writes it: {@code Σ αᵢ·exp(−γ·|x − sᵢ|²) − ρ}, on
 * features that are rescaled linearly, to a score that is rescaled back.
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
        this.gamma = Double.parseDouble(required(header, "gamma"));
        this.rho = Double.parseDouble(required(header, "rho"));
        this.alphas = alphas;
        this.supportVectors = supportVectors;
        this.slopes = slopes;
        this.intercepts = intercepts;
    }

    /**
     * Reads LIBSVM's text format: a header of {@code name value} lines, {@code SV}, then a line {@code α 1:s₁ 2:s₂ …}
     * for each support vector, in which a missing index is 0.
     *
     * @param slopes of the score, then of each feature: {@code x = slope · feature + intercept}
     * @param intercepts likewise
     * @throws IllegalArgumentException when the text is something else
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
        int count = Integer.parseInt(required(header, "total_sv"));
        if (count < 1 || line + count >= lines.length) {
            throw new IllegalArgumentException("support vectors: " + count + " announced, "
                    + Math.max(0, lines.length - line - 1) + " lines present");
        }
        double[] alphas = new double[count];
        double[][] supportVectors = new double[count][features];
        for (int i = 0; i < count; i++) {
            String[] words = lines[line + 1 + i].trim().split(" +", -1);
            alphas[i] = Double.parseDouble(words[0]);
            for (int word = 1; word < words.length; word++) {
                int colon = words[word].indexOf(':');
                int index = Integer.parseInt(words[word].substring(0, Math.max(0, colon)));
                if (index < 1 || index > features) {
                    throw new IllegalArgumentException(
                            "support vector " + i + " has feature " + index + " of " + features);
                }
                supportVectors[i][index - 1] = Double.parseDouble(words[word].substring(colon + 1));
            }
        }
        return new SupportVectorRegressor(header, alphas, supportVectors, slopes, intercepts);
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
