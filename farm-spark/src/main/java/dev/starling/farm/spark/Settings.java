package dev.starling.farm.spark;

import dev.starling.farm.executor.TaskSite;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** Spark's settings for a title: the given ones, and Starling's defaults for the rest. */
final class Settings {
    private static final String JARS = "spark.jars";
    private static final String LOOPBACK = "127.0.0.1";
    private static final String MASTER = "spark.master";
    private static final Pattern LOCAL = Pattern.compile("local\\[([0-9]+|\\*)]");
    private static final Pattern LOCAL_WITH_ATTEMPTS = Pattern.compile("local\\[(?:[0-9]+|\\*),\\s*([0-9]+)]");
    /** As many attempts as the embedded executor makes. */
    private static final int LOCAL_ATTEMPTS = 2;
    /** Spark's default of {@code spark.task.maxFailures}. */
    private static final String DEFAULT_ATTEMPTS = "4";

    private Settings() {}

    static SparkConf of(String master, Map<String, String> settings, TaskSite site) {
        SparkConf conf = new SparkConf();
        settings.forEach(conf::set);
        if (!master.equals(SparkEngine.SUBMITTED)) {
            conf.setMaster(master);
        }
        // By default, Spark tries a task only once when it runs in one process.
        Matcher local = LOCAL.matcher(conf.get(MASTER, ""));
        if (local.matches()) {
            conf.setMaster("local[" + local.group(1) + "," + LOCAL_ATTEMPTS + "]");
        }
        conf.setIfMissing("spark.app.name", "starling encode " + site.input());
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        if (isLocal(conf)) {
            // No other machine needs to reach this process or its page.
            conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
            conf.setIfMissing("spark.driver.host", LOOPBACK);
        } else if (!conf.contains(JARS) && !conf.contains("spark.executor.extraClassPath")) {
            String jars = shipped();
            if (!jars.isEmpty()) {
                conf.set(JARS, jars);
            }
        }
        return conf;
    }

    /** How many times Spark tries a task before it gives up. */
    static int attempts(SparkConf conf) {
        Matcher local = LOCAL_WITH_ATTEMPTS.matcher(conf.get(MASTER, ""));
        return local.matches()
                ? Integer.parseInt(local.group(1))
                : Integer.parseInt(conf.get("spark.task.maxFailures", DEFAULT_ATTEMPTS));
    }

    private static boolean isLocal(SparkConf conf) {
        return conf.get(MASTER, "").startsWith("local");
    }

    /**
     * Starling and its libraries, natives included: this jar and every jar outside Spark's own folder, except the
     * driver's logging.
     */
    private static String shipped() {
        Path spark = folder(SparkContext.class);
        Path own = jar(Settings.class);
        return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
                .filter(it -> it.endsWith(".jar"))
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .filter(it -> it.equals(own) || !spark.equals(it.getParent()))
                .filter(it -> !String.valueOf(it.getFileName()).startsWith("logback"))
                .map(it -> it.toUri().toString())
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static Path jar(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static Path folder(Class<?> type) {
        Path parent = jar(type).getParent();
        return parent == null ? jar(type) : parent;
    }
}
