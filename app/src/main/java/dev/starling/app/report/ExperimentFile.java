package dev.starling.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.training.TrainingFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the results of experiments: what commands print with {@code --json}, and what {@code evolve} writes. */
final class ExperimentFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ExperimentFile() {}

    /**
     * Reads a file.
     *
     * @return empty if it is not the result of an experiment
     * @throws CommandException if it is one, but damaged
     * @throws IOException if it cannot be read
     */
    static Optional<Experiment> read(Path file) throws IOException {
        List<JsonNode> objects = objects(new String(CommandFiles.read(file), StandardCharsets.UTF_8));
        if (objects.isEmpty()) {
            return Optional.empty();
        }
        String name = String.valueOf(file.getFileName());
        JsonNode last = objects.getLast();
        try {
            if (last.path("format").asText().equals("starling-profiles")) {
                return Optional.of(new EvolutionResult(file.toString(), TrainingFiles.profiles(file)));
            }
            if (last.has("families")) {
                return Optional.of(new EvaluationResult(name, last));
            }
            if (last.has("curve")) {
                return Optional.of(new LearningResult(name, last));
            }
            // What lab replay prints has a trace too, but is one run and no comparison.
            if (objects.getFirst().has("trace")
                    && objects.getFirst().valueStream().anyMatch(JsonNode::isObject)) {
                return Optional.of(PlayersResult.of(name, objects));
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }

    /** The text as one object, or else the objects of its lines; other lines are left out. */
    private static List<JsonNode> objects(String text) {
        List<JsonNode> whole = new ArrayList<>(object(text).stream().toList());
        if (whole.isEmpty()) {
            text.lines().flatMap(line -> object(line).stream()).forEach(whole::add);
        }
        return whole;
    }

    private static Optional<JsonNode> object(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /**
     * A number of a result.
     *
     * @throws IllegalArgumentException if it is missing
     */
    static double number(JsonNode object, String member) {
        JsonNode value = object.path(member);
        if (!value.isNumber()) {
            throw new IllegalArgumentException("not a result that this Starling prints: no number " + member);
        }
        return value.asDouble();
    }

    /**
     * A text of a result.
     *
     * @throws IllegalArgumentException if it is missing
     */
    static String text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("not a result that this Starling prints: no text " + member);
        }
        return value.asText();
    }
}
