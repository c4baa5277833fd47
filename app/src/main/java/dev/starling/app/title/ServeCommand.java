package dev.starling.app.title;

import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ConfigArguments;
import dev.starling.app.command.Failures;
import dev.starling.edge.EdgeServer;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.FailureLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling serve}: runs an edge until the process is ended. */
@Command(name = "serve", description = "Serves every package in a folder, and a web page that plays them.")
public final class ServeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            description = {"A package or a folder of packages.", "  Or s3://BUCKET/FOLDER, in an object store"})
    private Location place;

    @Option(
            names = ConfigArguments.OPTION,
            paramLabel = "FILE",
            description = {
                "Read options from this file: lines such as port = 8443, with the names of these options.",
                "The command line precedes it."
            })
    private @Nullable Path config;

    @Option(
            names = "--check-config",
            description = "Check all options and the files that they name, and end without serving.")
    private boolean checkConfig;

    @Mixin
    private EdgeOptions edgeOptions;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return checkConfig ? check() : serve();
    }

    /** What is wrong is bad usage, whatever it is. */
    private int check() throws IOException {
        try {
            if (place.path().isPresent()) {
                CommandFiles.requireExisting(place.path().get());
            }
            var _ = Storage.at(place).shelf();
            edgeOptions.check(uploadNeeds());
        } catch (IOException | RuntimeException e) {
            if (!Failures.isForUser(e)) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), FailureLine.of(e), e);
        }
        Path file = config;
        PrintWriter out = spec.commandLine().getOut();
        out.println("The configuration is valid" + (file == null ? "." : ": " + file));
        out.flush();
        return ExitCode.OK;
    }

    private int serve() throws IOException, InterruptedException {
        if (place.path().isPresent()) {
            CommandFiles.requireExisting(place.path().get());
        }
        EdgeServer edge = edgeOptions.start(Storage.at(place).shelf(), EdgeOptions.Always.NOTHING, uploadNeeds());
        int titles;
        try {
            titles = edge.titles().size();
        } catch (RuntimeException e) {
            edge.close();
            throw e;
        }
        edgeOptions.announce(edge, "Serving " + place + count(titles));
        edgeOptions.run(edge);
        return ExitCode.OK;
    }

    private Optional<UploadOptions.Needs> uploadNeeds() {
        Class<?> program = spec.root().userObject().getClass();
        return place.path().map(titles -> new UploadOptions.Needs(titles, Optional.empty(), List.of(), program));
    }

    private static String count(int titles) {
        return switch (titles) {
            case 0 -> " (no titles yet; packages that appear are served)";
            case 1 -> " (1 title)";
            default -> " (" + titles + " titles)";
        };
    }
}
