package dev.starling.farm.vmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starling.quality.EnhancementGain;
import dev.starling.quality.VmafFeatures;
import dev.starling.quality.VmafFeatures.Vif;
import dev.starling.quality.VmafModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmafModelFileTest {
    private static final Path SHARED = Path.of(System.getProperty("starling.shared", "../shared"));
    private static final VmafFeatures FEATURES = new VmafFeatures(0.9, 4, new Vif(0.5, 0.8, 0.9, 0.95));

    /** Two features, two support vectors, the second of which leaves feature 1 at 0. */
    private static final String MODEL = """
            {"param_dict": {}, "model_dict": {
              "model_type": "LIBSVMNUSVR", "norm_type": "linear_rescale", "score_clip": [0.0, 1000.0],
              "feature_names": ["VMAF_integer_feature_vif_scale0_score", "VMAF_integer_feature_adm2_score"],
              "slopes": [0.01, 2.0, 1.0], "intercepts": [-0.3, -0.5, 0.25],
              "model": "svm_type nu_svr\\nkernel_type rbf\\ngamma 0.5\\nnr_class 2\\ntotal_sv 2\\n\
            rho -0.2\\nSV\\n2 1:0.5 2:1 \\n-1 2:0.5 \\n"
            }}
            """;

    @TempDir
    private Path folder;

    private VmafModel read(String json) throws IOException {
        return VmafModelFile.read(Files.writeString(folder.resolve("tiny.json"), json));
    }

    @Test
    void theModelIsWhatTheFileDescribes() throws IOException {
        double x1 = 2.0 * 0.5 - 0.5;
        double x2 = 0.9 + 0.25;
        double raw = 2 * Math.exp(-0.5 * ((x1 - 0.5) * (x1 - 0.5) + (x2 - 1) * (x2 - 1)))
                - Math.exp(-0.5 * (x1 * x1 + (x2 - 0.5) * (x2 - 0.5)))
                + 0.2;

        VmafModel model = read(MODEL);

        assertThat(model.name()).isEqualTo("tiny");
        assertThat(model.enhancementGain()).isEqualTo(EnhancementGain.COUNTS);
        assertThat(model.score(gain -> FEATURES)).isCloseTo((raw + 0.3) / 0.01, within(1e-9));
        assertThat(read(MODEL.replace("1000.0", "1e2")).score(gain -> FEATURES)).isEqualTo(100);
    }

    @Test
    void theOptionsOfANegFileAreRead() throws IOException {
        String options =
                "\"feature_opts_dicts\": [{\"vif_enhn_gain_limit\": 1.0}, {\"adm_enhn_gain_limit\": 1}], \"model\"";

        assertThat(read(MODEL.replace("\"model\"", options)).enhancementGain()).isEqualTo(EnhancementGain.NONE);
    }

    @Test
    void ofSeveralOptionsTheLastCounts() throws IOException {
        String options = "\"feature_opts_dicts\":"
                + " [{\"adm_enhn_gain_limit\": 1, \"vif_enhn_gain_limit\": 100}, {}], \"model\"";

        assertThat(read(MODEL.replace("\"model\"", options)).score(gain -> FEATURES))
                .isEqualTo(read(MODEL).score(gain -> FEATURES));
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
                "[0.01, 2.0, 1.0]     | [0.01] | 2 features with 1 slopes, 3 intercepts, 0 options, 2 clips",
                "\"model_dict\"       | \"model_dicts\"      | no \"model_dict\"",
                "\"model_dict\": {    | \"model_dict\": 1, \"rest\": { | \"model_dict\" is not an object",
                "[0.01, 2.0, 1.0]     | [0.01, \"2.0\", 1.0] | \"slopes\" has an item that is not a number",
                "[0.01, 2.0, 1.0]     | [0.01, 1e999, 1.0]   | \"slopes\" has an item that is not a number in range",
                "[0.01, 2.0, 1.0]     | [0.01, null, 1.0]    | \"slopes\" has an item that is not a number",
                "[0.01, 2.0, 1.0]     | 0.01                 | \"slopes\" is not an array",
                "\"slopes\"           | \"slope\"            | no \"slopes\"",
                "\"LIBSVMNUSVR\"      | 7                    | \"model_type\" is not a string",
                "[\"VMAF              | [1, \"VMAF           | \"feature_names\" has an item that is not a string",
                "\"slopes\"           | \"feature_opts_dicts\": [{}], \"slopes\"      | 3 intercepts, 1 options",
                "\"slopes\"           | \"feature_opts_dicts\": [1, {}], \"slopes\"   | an item that is not an object",
                "\"slopes\" | \"feature_opts_dicts\": [{\"x\": true}, {}], \"slopes\" | feature option x=true",
                "\"slopes\"           | \"feature_opts_dicts\": [{\"x\": 1}, {}], \"slopes\" | feature option x=1.0",
                "\"slopes\"           | \"slopes\": [], \"slopes\" | Duplicate field 'slopes'",
                "[0.01, 2.0           | [0.01 2.0            | not JSON at line 4, column 19: ",
            })
    void saysWhyAFileIsRefused(String replaced, String by, String reason) {
        String file = MODEL.replace(replaced, by);
        assertThat(file).isNotEqualTo(MODEL);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tiny.json: ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "01",
                "1.",
                ".5",
                "1e",
                "+1",
                "1e999",
                "NaN",
                "tru",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "1 1",
                "-",
                "'a'"
            })
    void whatIsNotJsonIsRefusedAloneAndInAModel(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tiny.json: ")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> read(MODEL.replace("0.01, 2.0", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tiny.json: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void everyPrefixOfAModelIsRefused() {
        for (int length = 0; length < MODEL.stripTrailing().length(); length++) {
            String prefix = MODEL.substring(0, length);
            assertThatThrownBy(() -> read(prefix))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aMissingEndAndTextAfterTheEndAreNamed() {
        assertThatThrownBy(() -> read("[1")).hasMessageEndingWith("not JSON at line 1, column 3: the text ends early");
        assertThatThrownBy(() -> read("1 1"))
                .hasMessageEndingWith("not JSON at line 1, column 3: text after the document");
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("nested deeper than 64");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAsNotJson() throws IOException {
        Path file = Files.write(folder.resolve("latin.json"), "\u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> VmafModelFile.read(file)).hasMessageContaining("latin.json: not JSON at line 1");
    }

    @Test
    void aFolderAndAMissingFileAreNamed() {
        assertThatThrownBy(() -> VmafModelFile.read(folder)).hasMessage(folder + ": a folder, not a model");
        assertThatThrownBy(() -> VmafModelFile.read(folder.resolve("none.json")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.json");
    }

    /** libvmaf reports 97.428 for the first frame of any video against itself. */
    @Test
    void netflixsModelsAreRead() throws IOException {
        VmafFeatures transparent = new VmafFeatures(1, 0, new Vif(1, 1, 1, 1));

        assertThat(shared("vmaf_v0.6.1").score(gain -> transparent)).isCloseTo(97.42804, within(1e-4));
        assertThat(shared("vmaf_v0.6.1neg").enhancementGain()).isEqualTo(EnhancementGain.NONE);
        assertThat(shared("vmaf_4k_v0.6.1").score(gain -> FEATURES)).isBetween(50.0, 100.0);
        assertThat(shared("vmaf_v0.6.1").name()).isEqualTo("vmaf_v0.6.1");
    }

    private static VmafModel shared(String name) throws IOException {
        Path file = SHARED.resolve("vmaf/models/" + name + ".json");
        assumeTrue(Files.isReadable(file), () -> "needs " + file);
        return VmafModelFile.read(file);
    }
}
