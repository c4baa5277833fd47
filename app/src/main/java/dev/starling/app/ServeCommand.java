package dev.starling.app;

import dev.starling.edge.EdgeServer;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
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
        EdgeServer edge = where.start(spec, Storage.at(place).shelf());
        int titles;
        try {
            titles = edge.titles().size();
        } catch (RuntimeException e) {
            edge.close();
            throw e;
        }
        where.run(spec, edge, "Serving " + place + what(titles));
        return 0;
    }

    private static String what(int titles) {
        return switch (titles) {
            case 0 -> " (no title yet; those that appear are served)";
            case 1 -> " (1 title)";
            default -> " (" + titles + " titles)";
        };
    }
}
