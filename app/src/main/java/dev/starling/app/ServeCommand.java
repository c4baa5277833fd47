package dev.starling.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling serve}: runs an edge until the process is told to end. */
@Command(
        name = "serve",
        description = "Serves every package under a folder, and a page that plays them.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A package, or a folder of packages.")
    private Path folder;

    @Mixin
    private EdgeOptions where;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isDirectory(folder)) {
            throw new CommandException(folder + ": not a folder; name a package or a folder of packages");
        }
        where.run(spec, where.start(spec, folder), "Serving " + folder);
        return 0;
    }
}
