package dev.starling.app;

import dev.starling.farm.encode.Farm;
import dev.starling.farm.executor.Engine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who encodes: this process, or the workers of an engine. */
final class FarmOptions {
    private static final String EMBEDDED = "embedded";

    @Option(
            names = "--farm",
            paramLabel = "MASTER",
            defaultValue = EMBEDDED,
            description =
                    "Who encodes: ${DEFAULT-VALUE} (this process, the default) or Apache Spark by its master: local[2],"
                            + " spark://HOST:PORT, yarn, k8s://…; spark-submit for whatever that has chosen.")
    private String master;

    @Option(
            names = "--farm-setting",
            paramLabel = "NAME=VALUE",
            description = "A setting of Spark, such as spark.executor.memory=2g; may be given more than once.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads of this process may compute at the same time; otherwise one a processor.")
    private Optional<Integer> threads = Optional.empty();

    /** How many threads of this process may compute. */
    int cores(CommandSpec spec) {
        int cores = threads.orElse(Runtime.getRuntime().availableProcessors());
        if (cores < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1: " + cores);
        }
        return cores;
    }

    /** The farm that was asked for. */
    Farm open(CommandSpec spec) {
        if (master.equals(EMBEDDED)) {
            if (!settings.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(), "--farm-setting is for an engine; name one with --farm");
            }
            return new Farm();
        }
        if (threads.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--threads is for --farm " + EMBEDDED + "; Spark's master says how many cores");
        }
        Engine engine = ServiceLoader.load(Engine.class)
                .findFirst()
                .orElseThrow(() -> new CommandException("--farm " + master
                        + ": Spark is not on the class path; start through ./starling, or see docs/farm.md"));
        return Farm.on(engine, master, settings);
    }
}
