package dev.starling.app;

import dev.starling.edge.EdgeServer;
import dev.starling.edge.catalog.FolderShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code starling demo}: makes a sample title, encodes its swarm, and serves it until the process is told to end. */
@Command(
        name = "demo",
        description = {
            "Makes a sample title, encodes its swarm, and serves a page that plays it.",
            "To be there soon, it takes one family of profiles and libx264's preset veryfast.",
            "What was made is kept: the second start is instant."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the sample title is kept. Default: starling/demo in the user's cache folder.")
    private Optional<Path> folder = Optional.empty();

    @Mixin
    private EdgeOptions where;

    @Override
    public Integer call() throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        Demo demo = Demo.in(folder.orElseGet(DemoCommand::cacheFolder));
        // The edge first: if it cannot listen, that is said now and not after the encode.
        EdgeServer edge = where.start(spec, new FolderShelf(demo.titles()));
        PrintWriter err = spec.commandLine().getErr();
        try (var _ = StopNotice.ofResumableWork(err)) {
            demo.make(
                    Runtime.getRuntime().availableProcessors(),
                    new ProgressLine(err, "paint", clock),
                    new ProgressPrinter(err, Terminal.ERR.columns(), clock));
        } catch (IOException | InterruptedException | RuntimeException e) {
            edge.close();
            throw e;
        }
        where.run(spec, edge, "The demo plays");
        return 0;
    }

    /** As the XDG base directory specification says. */
    private static Path cacheFolder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("starling").resolve("demo");
    }
}
