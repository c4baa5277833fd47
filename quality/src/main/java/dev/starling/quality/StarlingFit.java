package dev.starling.quality;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Reads the model that comes with Starling from {@code starling-vmaf-fit.properties}: the {@code degree} of the
 * polynomial, its {@code coefficients}, and under libvmaf's name of each feature the range on which it was fitted.
 */
final class StarlingFit {

    private static final String NAME = "starling-vmaf-fit";

    private StarlingFit() {}

    static VmafModel read() {
        Properties properties = load();
        List<VmafModel.Input> inputs = new ArrayList<>();
        List<PolynomialRegressor.Range> ranges = new ArrayList<>();
        for (VmafFeatures.Name feature : VmafFeatures.Name.values()) {
            double[] range = numbers(properties, feature.libvmafName);
            ranges.add(new PolynomialRegressor.Range(range[0], range[1]));
            inputs.add(new VmafModel.Input(feature, EnhancementGain.COUNTS));
        }
        int degree = Integer.parseInt(value(properties, "degree"));
        Regressor regressor = new PolynomialRegressor(ranges, degree, numbers(properties, "coefficients"));
        return new VmafModel(NAME, inputs, regressor, 0, 100);
    }

    private static Properties load() {
        String resource = NAME + ".properties";
        try (InputStream stream = StarlingFit.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String value(Properties properties, String key) {
        return Objects.requireNonNull(properties.getProperty(key), key);
    }

    private static double[] numbers(Properties properties, String key) {
        return Stream.of(value(properties, key).split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
