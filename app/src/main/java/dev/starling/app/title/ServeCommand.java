package dev.starling.app.title;

import dev.starling.app.command.CommandFiles;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.PathLab;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code starling serve}: runs an edge until the process is ended. */
@Command(name = "serve", description = "Serves every package in a folder, and a web page that plays them.")
public final class ServeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            description = {"A package or a folder of packages.", "  Or s3://BUCKET/FOLDER, in an object store"})
    private Location place;

    @Mixin
    private EdgeOptions edgeOptions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (place.path().isPresent()) {
            CommandFiles.requireExisting(place.path().get());
        }
        EdgeServer edge = edgeOptions.start(Storage.at(place).shelf(), PathLab.OFF);
        int titles;
        try {
            titles = edge.titles().size();
        } catch (RuntimeException e) {
            edge.close();
            throw e;
        }
        edgeOptions.run(edge, "Serving " + place + count(titles));
        return 0;
    }

    private static String count(int titles) {
        return switch (titles) {
            case 0 -> " (no titles yet; packages that appear are served)";
            case 1 -> " (1 title)";
            default -> " (" + titles + " titles)";
        };
    }
}
