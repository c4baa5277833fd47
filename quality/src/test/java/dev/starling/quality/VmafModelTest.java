package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.quality.LibvmafModel.LinearRescale;
import dev.starling.quality.VmafFeatures.Vif;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VmafModelTest {

    private static final VmafFeatures PLAIN = new VmafFeatures(0.9, 4, new Vif(0.5, 0.8, 0.9, 0.95));
    private static final VmafFeatures LIMITED = new VmafFeatures(0.8, 4, new Vif(0.4, 0.7, 0.8, 0.85));
    private static final List<Double> CLIP = List.of(0.0, 100.0);

    /** Two support vectors; the second leaves feature 1 at 0. */
    private static final String MACHINE = """
            svm_type nu_svr
            kernel_type rbf
            gamma 0.5
            nr_class 2
            total_sv 2
            rho -0.2
            SV
            2 1:0.5 2:1\s
            -1 2:0.5\s
            """;

    private static VmafModel model(List<Map<String, Double>> options, List<Double> clip, String machine) {
        return VmafModel.of(
                "tiny",
                new LibvmafModel(
                        List.of("VMAF_integer_feature_vif_scale0_score", "VMAF_integer_feature_adm2_score"),
                        options,
                        new LinearRescale(List.of(0.01, 2.0, 1.0), List.of(-0.3, -0.5, 0.25)),
                        clip,
                        machine));
    }

    @Test
    void computesWhatTheModelDescribes() {
        double x1 = 2.0 * 0.5 - 0.5;
        double x2 = 0.9 + 0.25;
        double raw = 2 * Math.exp(-0.5 * ((x1 - 0.5) * (x1 - 0.5) + (x2 - 1) * (x2 - 1)))
                - Math.exp(-0.5 * (x1 * x1 + (x2 - 0.5) * (x2 - 0.5)))
                + 0.2;

        VmafModel model = model(List.of(), CLIP, MACHINE);

        assertThat(model.name()).isEqualTo("tiny");
        assertThat(model.enhancementGain()).isEqualTo(EnhancementGain.COUNTS);
        assertThat(model.unclippedScore(new double[] {0.5, 0.9})).isCloseTo((raw + 0.3) / 0.01, within(1e-9));
        assertThat(score(model)).isEqualTo(100);
    }

    @Test
    void negTakesTheLimitedFeatures() {
        VmafModel plain = model(List.of(), List.of(0.0, 1000.0), MACHINE);
        VmafModel neg = plain.withoutEnhancementGain();

        assertThat(neg.name()).isEqualTo("tiny-neg");
        assertThat(neg.enhancementGain()).isEqualTo(EnhancementGain.NONE);
        assertThat(neg.withoutEnhancementGain()).isSameAs(neg);
        assertThat(score(neg)).isEqualTo(plain.score(_ -> LIMITED));
        assertThat(new Metric.Vmaf(neg).name()).isEqualTo("vmaf-neg");
        assertThat(new Metric.Vmaf(plain).name()).isEqualTo("vmaf");
    }

    @Test
    void gainLimitsOfOneMakeANegModel() {
        List<Map<String, Double>> options =
                List.of(Map.of("vif_enhn_gain_limit", 1.0), Map.of("adm_enhn_gain_limit", 1.0));

        assertThat(model(options, CLIP, MACHINE).enhancementGain()).isEqualTo(EnhancementGain.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rbf        | linear         | kernel_type linear is not rbf",
                "gamma 0.5  | gamma          | gamma: \"\" is not a number",
                "gamma 0.5  | delta 0.5      | support vector machine without gamma",
                "rho -0.2   | rho NaN        | rho: NaN is not finite",
                "total_sv 2 | total_sv two   | total_sv: \"two\" is not a whole number",
                "total_sv 2 | total_sv 9     | support vectors: 9 announced, 3 lines present",
                "total_sv 2 | total_sv 2147483647 | support vectors: 2147483647 announced, 3 lines present",
                "2 1:0.5    | 2 7:0.5        | support vector 0 has feature 7 of 2",
                "2 1:0.5    | 2 1:Infinity   | support vector 0: Infinity is not finite",
                "2 1:0.5    | 2 1            | support vector 0: no colon in \"1\"",
                "-1 2:0.5   | x 2:0.5        | support vector 1: \"x\" is not a number",
            })
    void saysWhyASupportVectorMachineIsRefused(String replaced, String by, String reason) {
        assertThatThrownBy(() -> model(List.of(), CLIP, MACHINE.replace(replaced, by)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void saysWhyAModelIsRefused() {
        assertThatThrownBy(() -> model(List.of(Map.of()), CLIP, MACHINE))
                .hasMessage("2 features with 3 slopes, 3 intercepts, 1 options, 2 clips");
        assertThatThrownBy(() -> model(List.of(), List.of(), MACHINE))
                .hasMessage("2 features with 3 slopes, 3 intercepts, 0 options, 0 clips");
        assertThatThrownBy(() -> model(List.of(), List.of(100.0, 0.0), MACHINE))
                .hasMessage("score_clip 100.0 is above 0.0");
        assertThatThrownBy(() -> model(List.of(Map.of("vif_enhn_gain_limit", 2.0), Map.of()), CLIP, MACHINE))
                .hasMessage("unsupported feature option vif_enhn_gain_limit=2.0");
        assertThatThrownBy(() -> model(List.of(Map.of("motion_force_zero", 1.0), Map.of()), CLIP, MACHINE))
                .hasMessage("unsupported feature option motion_force_zero=1.0");
    }

    @Test
    void netflixsModelsAreComputed() {
        assertThat(SharedVmaf.model("vmaf_v0.6.1neg").enhancementGain()).isEqualTo(EnhancementGain.NONE);
        assertThat(score(SharedVmaf.model("vmaf_4k_v0.6.1"))).isBetween(50.0, 100.0);
        assertThat(score(SharedVmaf.model("vmaf_v0.6.1").withoutEnhancementGain()))
                .isEqualTo(score(SharedVmaf.model("vmaf_v0.6.1neg")));
    }

    private static double score(VmafModel model) {
        return model.score(gain -> switch (gain) {
            case COUNTS -> PLAIN;
            case NONE -> LIMITED;
        });
    }
}
