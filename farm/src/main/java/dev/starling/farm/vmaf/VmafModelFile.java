package dev.starling.farm.vmaf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.quality.LibvmafModel;
import dev.starling.quality.LibvmafModel.LinearRescale;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.pack.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Netflix's VMAF model files, such as {@code vmaf_v0.6.1.json}: strict JSON (RFC 8259) whose member
 * {@code model_dict} holds the model. As by default in libvmaf, the {@code score_transform} of the phone model is not
 * applied.
 */
public final class VmafModelFile {
    /** Deeper than any model file, shallower than the stack. */
    private static final int MAX_DEPTH = 64;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Ten times the largest model of libvmaf. */
    private static final int MAX_BYTES = 16 << 20;

    private VmafModelFile() {}

    /**
     * Reads a model; it takes its name from the file's, without {@code .json}.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the file holds no model that Starling computes; the message is one line and
     *     names the file, the field and the reason
     */
    public static VmafModel read(Path file) throws IOException {
        Path fileName = file.getFileName();
        String name = fileName == null ? "" : fileName.toString().replaceFirst("\\.json$", "");
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + ": a folder, not a model");
        }
        try {
            // Decoded leniently: a file that is not UTF-8 is then reported as not JSON, not as an I/O error.
            String json = new String(WholeFile.read(file, MAX_BYTES), StandardCharsets.UTF_8);
            return VmafModel.of(name, model(member(parse(json), "model_dict")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (StreamConstraintsException e) {
            throw new IllegalArgumentException(
                    "JSON nested deeper than " + MAX_DEPTH + ", or with a text or number that is too long", e);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new IllegalArgumentException(
                    "not JSON at line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + reason(e), e);
        }
    }

    private static String reason(JsonProcessingException e) {
        return switch (e) {
            case JsonEOFException _ -> "the text ends early";
            case MismatchedInputException _ -> "text after the document";
            default -> e.getOriginalMessage().lines().findFirst().orElse("");
        };
    }

    private static LibvmafModel model(JsonNode model) {
        if (!model.isObject()) {
            throw new IllegalArgumentException("\"model_dict\" is not an object");
        }
        require(model, "model_type", "LIBSVMNUSVR");
        require(model, "norm_type", "linear_rescale");
        return new LibvmafModel(
                texts(model, "feature_names"),
                options(model),
                new LinearRescale(numbers(model, "slopes"), numbers(model, "intercepts")),
                numbers(model, "score_clip"),
                text(model, "model"));
    }

    private static void require(JsonNode model, String name, String supported) {
        String value = text(model, name);
        if (!value.equals(supported)) {
            throw new IllegalArgumentException(name + " " + value + " is not " + supported);
        }
    }

    private static List<Map<String, Double>> options(JsonNode model) {
        String name = "feature_opts_dicts";
        List<Map<String, Double>> options = new ArrayList<>();
        for (JsonNode feature : model.has(name) ? array(model, name) : List.<JsonNode>of()) {
            if (!feature.isObject()) {
                throw new IllegalArgumentException("\"" + name + "\" has an item that is not an object");
            }
            Map<String, Double> ofFeature = new LinkedHashMap<>();
            feature.forEachEntry((option, value) -> {
                if (!isFinite(value)) {
                    throw new IllegalArgumentException("unsupported feature option " + option + "=" + value);
                }
                ofFeature.put(option, value.doubleValue());
            });
            options.add(ofFeature);
        }
        return options;
    }

    private static JsonNode member(JsonNode value, String name) {
        JsonNode member = value.get(name);
        if (member == null) {
            throw new IllegalArgumentException("no \"" + name + "\"");
        }
        return member;
    }

    private static JsonNode array(JsonNode value, String name) {
        JsonNode member = member(value, name);
        if (!member.isArray()) {
            throw new IllegalArgumentException("\"" + name + "\" is not an array");
        }
        return member;
    }

    private static String text(JsonNode value, String name) {
        JsonNode member = member(value, name);
        if (!member.isTextual()) {
            throw new IllegalArgumentException("\"" + name + "\" is not a string");
        }
        return member.textValue();
    }

    private static List<String> texts(JsonNode value, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(value, name)) {
            if (!item.isTextual()) {
                throw new IllegalArgumentException("\"" + name + "\" has an item that is not a string");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    private static List<Double> numbers(JsonNode value, String name) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode item : array(value, name)) {
            if (!isFinite(item)) {
                throw new IllegalArgumentException("\"" + name + "\" has an item that is not a number in range");
            }
            numbers.add(item.doubleValue());
        }
        return numbers;
    }

    /** Whether a value is a number within the range of a double: 1e999 is valid JSON. */
    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue());
    }
}
