package dev.starling.farm.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone Spark cluster of real processes: a master and workers, started from the jars on this class path, on
 * loopback addresses. Every worker has its own address, so Spark takes it for a machine of its own.
 */
final class Cluster {
    private static final Pattern MASTER_URL = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final String REGISTERED = "Successfully registered with master";
    private static final long START_SECONDS = 120;

    private final Path folder;
    private final Path home;
    private final Process master;
    private final String url;
    private final List<Worker> workers = new ArrayList<>();

    /** A worker's process, whose children are its executors, and the folder of their logs. */
    record Worker(Process process, Path folder) {
        /** Kills the worker and its executors at once, like a power failure. */
        void kill() {
            List<ProcessHandle> executors = process.descendants().toList();
            process.destroyForcibly();
            executors.forEach(ProcessHandle::destroyForcibly);
        }

        boolean hasExecutor() {
            return process.descendants().findAny().isPresent();
        }
    }

    /** Starts a master. */
    Cluster(Path folder) throws Exception {
        this.folder = folder;
        this.home = installation();
        Path log = folder.resolve("master.log");
        this.master = start(log, "127.0.0.1", "master.Master", "--host", "127.0.0.1", "--port", "0");
        this.url = await(master, log, MASTER_URL);
    }

    /** A Spark home, in which workers expect a folder of jars. */
    private Path installation() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("spark/jars"));
        for (Path jar : classPath(".jar").toList()) {
            Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        }
        return folder.resolve("spark");
    }

    private static Stream<Path> classPath(String ending) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(it -> it.endsWith(ending))
                .map(it -> Path.of(it).toAbsolutePath());
    }

    /** The class folders that executors need beside the jars. */
    static String classFolders() {
        return classPath("classes")
                .map(Path::toString)
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElse("");
    }

    private Process start(Path log, String host, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElseThrow(), "-XX:+UseSerialGC", "-Xmx256m"));
        command.add("@" + Path.of(System.getProperty("starling.root"), "farm-spark", "spark.jvm"));
        command.addAll(
                List.of("-cp", home.resolve("jars") + "/*", "org.apache.spark.deploy." + main, "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", host);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    String url() {
        return url;
    }

    /** Starts a worker of one core. */
    Worker startWorker() throws Exception {
        String name = "worker" + workers.size();
        String host = "127.0.0." + (workers.size() + 2);
        Path log = folder.resolve(name + ".log");
        Path work = folder.resolve(name);
        Process process = start(
                log,
                host,
                "worker.Worker",
                "--host",
                host,
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                work.toString(),
                url);
        await(process, log, Pattern.compile("(" + REGISTERED + ")"));
        Worker worker = new Worker(process, work);
        workers.add(worker);
        return worker;
    }

    /** Waits until a process has logged a line, and returns its first group. */
    private static String await(Process process, Path log, Pattern line) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            Matcher found = line.matcher(Files.readString(log));
            if (found.find()) {
                return found.group(1);
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > until) {
                throw new IllegalStateException("Spark does not start:\n" + Files.readString(log));
            }
        }
    }

    /** Ends all processes. */
    void stop() throws InterruptedException {
        workers.forEach(Worker::kill);
        master.destroyForcibly();
        for (Worker worker : workers) {
            worker.process().waitFor();
        }
        master.waitFor();
    }
}
