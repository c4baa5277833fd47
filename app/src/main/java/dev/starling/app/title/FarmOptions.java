package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.ThreadsOption;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.executor.Engine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where to encode: in this process, or on the workers of an engine. */
final class FarmOptions {
    private static final String EMBEDDED = "embedded";
    /** The script {@code starling} knows these forms too. */
    private static final Pattern SPARK_MASTER =
            Pattern.compile("local|local(-cluster)?\\[.*|spark://.*|yarn|k8s://.*|spark-submit");

    @Option(
            names = "--farm",
            paramLabel = "MASTER",
            defaultValue = EMBEDDED,
            description = {
                "Where to encode: embedded (in this process), or on Apache Spark, named by its master:",
                "  local[2], spark://HOST:PORT, yarn,",
                "  k8s://…, or spark-submit: the master",
                "  given to spark-submit."
            })
    private String master;

    @Option(
            names = "--farm-setting",
            paramLabel = "NAME=VALUE",
            showDefaultValue = Visibility.NEVER,
            description = "Spark setting, for example spark.executor.memory=2g. Repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Mixin
    private ThreadsOption threads;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The number of threads in this process. */
    int cores() {
        return threads.count(spec.commandLine());
    }

    /** Opens the farm of the options. */
    Farm open() {
        if (master.equals(EMBEDDED)) {
            if (!settings.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--farm-setting needs --farm MASTER");
            }
            return new Farm();
        }
        if (!SPARK_MASTER.matcher(master).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--farm must be " + EMBEDDED + ", local[N], spark://HOST:PORT, yarn, k8s://… or spark-submit: "
                            + master);
        }
        if (threads.isGiven()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--threads needs --farm " + EMBEDDED + "; Spark's master sets the number of cores");
        }
        Engine engine = ServiceLoader.load(Engine.class)
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        "--farm " + master + ": Spark is not on the class path; run ./starling, or see docs/farm.md"));
        return Farm.on(engine, master, settings);
    }
}
