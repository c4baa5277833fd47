package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VmafModelTest {

    private static final VmafFeatures PLAIN = new VmafFeatures(0.9, 4, 0.5, 0.8, 0.9, 0.95);
    private static final VmafFeatures LIMITED = new VmafFeatures(0.8, 4, 0.4, 0.7, 0.8, 0.85);

    /** Two features, two support vectors, the second of which leaves feature 1 at 0. */
    private static final String MODEL = """
            {"param_dict": {}, "model_dict": {
              "model_type": "LIBSVMNUSVR", "norm_type": "linear_rescale", "score_clip": [0.0, 100.0],
              "feature_names": ["VMAF_integer_feature_vif_scale0_score", "VMAF_integer_feature_adm2_score"],
              "slopes": [0.01, 2.0, 1.0], "intercepts": [-0.3, -0.5, 0.25],
              "model": "svm_type nu_svr\\nkernel_type rbf\\ngamma 0.5\\nnr_class 2\\ntotal_sv 2\\nrho -0.2\\nSV\\n2 1:0.5 2:1 \\n-1 2:0.5 \\n"
            }}
            """;

    @TempDir
    private Path directory;

    @Test
    void computesWhatTheFileSays() throws IOException {
        double x1 = 2.0 * 0.5 - 0.5;
        double x2 = 0.9 + 0.25;
        double raw = 2 * Math.exp(-0.5 * ((x1 - 0.5) * (x1 - 0.5) + (x2 - 1) * (x2 - 1)))
                - Math.exp(-0.5 * (x1 * x1 + (x2 - 0.5) * (x2 - 0.5)))
                + 0.2;

        VmafModel model = read(MODEL);

        assertThat(model.name()).isEqualTo("tiny");
        assertThat(model.enhancementGain()).isEqualTo(EnhancementGain.COUNTS);
        assertThat(model.unclippedScore(new double[] {0.5, 0.9})).isCloseTo((raw + 0.3) / 0.01, within(1e-9));
        assertThat(score(model)).isEqualTo(100);
    }

    @Test
    void negLooksAtTheLimitedFeatures() throws IOException {
        String clipped = MODEL.replace("[0.0, 100.0]", "[0.0, 1000.0]");
        VmafModel plain = read(clipped);
        VmafModel neg = plain.withoutEnhancementGain();

        assertThat(neg.name()).isEqualTo("tiny-neg");
        assertThat(neg.enhancementGain()).isEqualTo(EnhancementGain.NONE);
        assertThat(neg.withoutEnhancementGain()).isSameAs(neg);
        assertThat(score(neg)).isEqualTo(plain.score(_ -> LIMITED));
        assertThat(new Metric.Vmaf(neg).name()).isEqualTo("vmaf-neg");
        assertThat(new Metric.Vmaf(plain).name()).isEqualTo("vmaf");
    }

    @Test
    void theOptionsOfANegFileAreRead() throws IOException {
        String options =
                "\"feature_opts_dicts\": [{\"vif_enhn_gain_limit\": 1.0}, {\"adm_enhn_gain_limit\": 1.0}], \"model\"";

        assertThat(read(MODEL.replace("\"model\"", options)).enhancementGain()).isEqualTo(EnhancementGain.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LIBSVMNUSVR          | RANDOM               | model_type RANDOM is not LIBSVMNUSVR",
                "linear_rescale       | none                 | norm_type none is not linear_rescale",
                "rbf                  | linear               | kernel_type linear is not rbf",
                "total_sv 2           | total_sv 9           | support vectors: 9 announced, 3 lines present",
                "2 1:0.5              | 2 7:0.5              | support vector 0 has feature 7 of 2",
                "vif_scale0           | cambi                | unsupported feature VMAF_integer_feature_cambi_score",
                "[0.01, 2.0, 1.0]     | [0.01]               | 2 features with 1 slopes, 3 intercepts, 0 options, 2 clips",
                "\"model_dict\"       | \"model_dicts\"      | no \"model_dict\"",
                "[0.01, 2.0, 1.0]     | [0.01, \"2.0\", 1.0] | \"slopes\" has an item that is not a number",
            })
    void saysWhyAFileIsRefused(String replaced, String by, String reason) {
        assertThatThrownBy(() -> read(MODEL.replace(replaced, by)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tiny.json: ")
                .hasMessageContaining(reason);
    }

    @Test
    void readsNetflixsModels() {
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

    private VmafModel read(String json) throws IOException {
        return VmafModel.read(Files.writeString(directory.resolve("tiny.json"), json));
    }
}
