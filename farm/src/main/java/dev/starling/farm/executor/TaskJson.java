package dev.starling.farm.executor;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.starling.farm.task.Task;
import java.util.Arrays;

/**
 * Tasks and sites as JSON, the form in which they reach workers in other processes: their components under their own
 * names, and in {@code task} which task it is. Both sides run the same Starling, so it has no version.
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
     * @throws IllegalArgumentException if it is none
     */
    public static Task readTask(String json) {
        return value(json, Task.class);
    }

    /**
     * Reads a site.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static TaskSite readSite(String json) {
        return value(json, TaskSite.class);
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A task that has no JSON form", e);
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
