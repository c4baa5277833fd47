package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Repeats the fit of the shipped model, and measures the model on points outside the fit. */
final class VmafFitTest {

    private static final Path SHIPPED = Path.of("src/main/resources/dev/starling/quality/starling-vmaf-fit.properties");

    /** With {@code -Dstarling.vmaf.fit=write}, writes the file first. */
    @Test
    void theShippedFileIsWhatTheFitGives() throws IOException {
        String fitted = VmafFit.fit(SharedVmaf.model("vmaf_v0.6.1"), 6);
        if (System.getProperty("starling.vmaf.fit", "").equals("write")) {
            Files.writeString(SHIPPED, fitted);
        }

        double[] expected = coefficients(fitted);
        assertThat(coefficients(Files.readString(SHIPPED))).hasSize(210).containsExactly(expected, within(1e-3));
    }

    @Test
    void staysCloseToTheOfficialModelOnUnseenPoints() {
        VmafModel official = SharedVmaf.model("vmaf_v0.6.1");
        VmafModel fit = VmafModel.starlingFit();
        SplittableRandom random = new SplittableRandom(77);
        double[] errors = new double[20_000];
        for (int i = 0; i < errors.length; i++) {
            double[] p = VmafFit.point(random);
            VmafFeatures features = new VmafFeatures(p[0], p[1], new VmafFeatures.Vif(p[2], p[3], p[4], p[5]));
            errors[i] = Math.abs(fit.score(_ -> features) - official.score(_ -> features));
        }
        System.out.printf(
                "starling-vmaf-fit against vmaf_v0.6.1 on unseen points: mean %.3f, 99 %% below %.3f, max %.3f%n",
                Arrays.stream(errors).average().orElseThrow(),
                Pooled.percentile(errors, 99),
                Pooled.percentile(errors, 100));

        assertThat(Pooled.percentile(errors, 99)).isLessThan(0.3);
    }

    private static double[] coefficients(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return Arrays.stream(properties.getProperty("coefficients").split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
