package dev.starling.farm.executor;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** An engine that has tasks done by workers in other processes; found by {@link java.util.ServiceLoader}. */
public interface Engine {
    /**
     * Connects to an engine.
     *
     * @param master where the engine is, in its own words
     * @param settings the engine's own, by name
     * @param site what workers must know of the title
     * @param retries told, in one line, of each attempt at a task that failed and is followed by another
     * @throws IOException if the engine cannot be reached; the message is one line
     */
    TaskExecutor start(String master, Map<String, String> settings, TaskSite site, Consumer<String> retries)
            throws IOException;
}
