package dev.starling.quality;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** libvmaf's scores and Netflix's models in the shared folder; tests that need a missing file are skipped. */
final class SharedVmaf {

    private static final Path SHARED = Path.of(System.getProperty("starling.shared", "../shared"));

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private SharedVmaf() {}

    static Path file(String name) {
        Path file = SHARED.resolve(name);
        assumeTrue(Files.isReadable(file), () -> "needs " + file);
        return file;
    }

    /** One of Netflix's models, unchecked: {@code vmaf_v0.6.1}, {@code vmaf_v0.6.1neg}, {@code vmaf_4k_v0.6.1}. */
    static VmafModel model(String name) {
        ObjectNode model = (ObjectNode) json("vmaf/models/" + name + ".json").get("model_dict");
        model.withArrayProperty("feature_opts_dicts");
        model.putObject("linear_rescale").setAll(model.deepCopy().retain("slopes", "intercepts"));
        return VmafModel.of(name, JSON.convertValue(model, LibvmafModel.class));
    }

    static JsonNode json(String name) {
        try {
            return JSON.readTree(file(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
