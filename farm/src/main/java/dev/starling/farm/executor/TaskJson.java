package dev.starling.farm.executor;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.starling.farm.task.Task;
import dev.starling.swarm.title.EncodingCost.Work;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads and writes tasks and sites as JSON, for workers in other processes. Components have their own names;
 * {@code task} names the task. Both sides run the same Starling, so the form has no version.
 */
public final class TaskJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addMixIn(Task.class, NamedTask.class)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    static {
        JSON.registerSubtypes(Arrays.stream(Task.class.getPermittedSubclasses())
                .map(it -> new NamedType(it, it.getSimpleName()))
                .toArray(NamedType[]::new));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
    private interface NamedTask {}

    private TaskJson() {}

    /** A task's JSON. */
    public static String write(Task task) {
        return text(task);
    }

    /** A site's JSON. */
    public static String write(TaskSite site) {
        return text(site);
    }

    /**
     * Reads a task.
     *
     * @throws IllegalArgumentException if the JSON is invalid
     */
    public static Task readTask(String json) {
        return value(json, Task.class);
    }

    /**
     * Reads a site.
     *
     * @throws IllegalArgumentException if the JSON is invalid
     */
    public static TaskSite readSite(String json) {
        return value(json, TaskSite.class);
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a task that has no JSON form", e);
        }
    }

    /** Writes processor times of a worker, in nanoseconds. */
    public static String write(Map<Work, Long> nanos) {
        return text(nanos);
    }

    /** Reads processor times of a worker. */
    public static Map<Work, Long> readNanos(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<Work, Long>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static <T> T value(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
