package dev.starling.farm.spark;

import dev.starling.farm.CpuMeter.Place;
import dev.starling.farm.executor.TaskJson;
import dev.starling.swarm.title.EncodingCost.Work;
import java.util.Map;

/**
 * What an executor reports of a task that it did.
 *
 * @param location of the executor, in Spark's notation
 * @param executor its id
 * @param nanos processor time of each kind of work
 */
record TaskReceipt(String location, String executor, Map<Work, Long> nanos) {
    private static final String DRIVER = "driver";

    /** With a local master, tasks run in the driver's process. */
    Place place() {
        return executor.equals(DRIVER) ? Place.HERE : Place.ELSEWHERE;
    }

    /** Three lines. */
    String toText() {
        return location + "\n" + executor + "\n" + TaskJson.write(nanos);
    }

    static TaskReceipt read(String text) {
        String[] lines = text.split("\n", 3);
        return new TaskReceipt(lines[0], lines[1], TaskJson.readNanos(lines[2]));
    }
}
