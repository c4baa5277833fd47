package dev.starling.farm.executor;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** Runs tasks on workers in other processes; {@link java.util.ServiceLoader} finds it. */
public interface Engine {
    /**
     * Connects to an engine.
     *
     * @param master the engine's address, in the engine's notation
     * @param settings of the engine, by name
     * @param site what workers need to know about the title
     * @param retries receives one line for each failed attempt that is followed by another
     * @throws IOException if the engine cannot be reached; the message is one line
     */
    TaskExecutor start(String master, Map<String, String> settings, TaskSite site, Consumer<String> retries)
            throws IOException;
}
