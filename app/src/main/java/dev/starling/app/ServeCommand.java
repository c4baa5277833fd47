package dev.starling.app;

import dev.starling.farm.store.Location;
import java.io.IOException;
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

    @Parameters(
            paramLabel = "DIR",
            description = "A package, or a folder of packages; either may lie in an object store.")
    private Location place;

    @Mixin
    private EdgeOptions where;

    @Override
    public Integer call() throws IOException, InterruptedException {
        where.run(spec, where.start(spec, Places.shelf(place)), "Serving " + place);
        return 0;
    }
}
