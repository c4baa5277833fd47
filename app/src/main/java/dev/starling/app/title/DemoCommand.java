package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.StopNotice;
import dev.starling.app.terminal.ProgressFile;
import dev.starling.app.terminal.ProgressLine;
import dev.starling.app.terminal.ProgressPrinter;
import dev.starling.app.terminal.Terminal;
import dev.starling.app.title.Demo.Content;
import dev.starling.edge.AdminToken;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.PathLab;
import dev.starling.swarm.pack.FolderShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code starling demo}: makes a sample title, encodes it as a swarm, and serves it until the process is ended. */
@Command(
        name = "demo",
        description = {
            "Makes a sample title, encodes it as a swarm, and serves a web page that plays it.",
            "Uses a single profile family and libx264's veryfast preset, to be ready soon.",
            "Records what viewers get, for the dashboard.",
            "Keeps the package and the records: the next start is immediate."
        })
public final class DemoCommand implements Callable<Integer> {
    /** Of uploads: as fast as the sample title. */
    private static final List<String> ENCODING = List.of("--preset", "veryfast");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = {
                "Folder that keeps the sample title and the records.",
                "  Default: starling/demo in the user's cache folder"
            })
    private Optional<Path> folder;

    @Option(
            names = "--compare",
            description = {
                "Also encode the title as a plain ladder at the same preset.",
                "The page can then play both side by side.",
                "Takes about as long again."
            })
    private boolean compare;

    @Mixin
    private EdgeOptions edgeOptions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        if (folder.filter(Files::isRegularFile).isPresent()) {
            throw new CommandException(folder.get() + ": is a file; name a folder");
        }
        Demo demo = Demo.in(folder.orElseGet(DemoCommand::cacheFolder));
        // Start the edge first: if it cannot listen, fail now and not after the encode.
        Class<?> program = spec.root().userObject().getClass();
        UploadOptions.Needs needs =
                new UploadOptions.Needs(demo.titles(), Optional.of(demo.uploads()), ENCODING, program);
        Optional<String> secret =
                edgeOptions.hasAdminToken() ? Optional.empty() : Optional.of(AdminToken.newSecret(new SecureRandom()));
        EdgeServer edge = edgeOptions.start(
                new FolderShelf(demo.titles()),
                new EdgeOptions.Always(
                        PathLab.ON,
                        secret,
                        new EdgeOptions.Files(Optional.of(demo.telemetry()), Optional.of(demo.profiles()))),
                Optional.of(needs));
        PrintWriter err = spec.commandLine().getErr();
        try (var _ = StopNotice.ofResumableWork(err)) {
            // The title plays while it is encoded.
            if (secret.isPresent()) {
                edgeOptions.announce(edge, "Playing the demo", secret.get());
            } else {
                edgeOptions.announce(edge, "Playing the demo");
            }
            edgeOptions.announceRecords();
            demo.make(
                    compare ? List.of(Content.SWARM, Content.LADDER) : List.of(Content.SWARM),
                    Runtime.getRuntime().availableProcessors(),
                    new ProgressLine(err, "paint", clock),
                    content -> new ProgressPrinter(err, Terminal.ERR.columns(), clock)
                            .andThen(new ProgressFile(demo.packageOf(content), clock)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            edge.close();
            throw e;
        }
        edgeOptions.run(edge);
        return 0;
    }

    /** The cache folder of the XDG Base Directory Specification. */
    private static Path cacheFolder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("starling").resolve("demo");
    }
}
