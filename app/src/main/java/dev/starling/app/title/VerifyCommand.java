package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.terminal.Counted;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code starling verify}: reads every byte of packages and compares the checksums. */
@Command(
        name = "verify",
        description = {
            "Reads every file of a package, or of all packages in a folder, and compares the checksums.",
            "Fails if a file is missing or damaged."
        })
public final class VerifyCommand extends ResultCommand {
    @Parameters(
            paramLabel = "DIR",
            description = {"A package or a folder of packages.", "  Or s3://BUCKET/FOLDER, in an object store"})
    private Location place;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(List<Verified> packages) {}

    /**
     * A package.
     *
     * @param whole whether it has all of its title, and not only the beginning
     * @param problems one line for each file that is missing or damaged
     */
    record Verified(String id, boolean whole, List<String> problems) {}

    @Override
    protected Outcome run() throws IOException {
        if (place.path().isPresent()) {
            CommandFiles.requireExisting(place.path().get());
        }
        PackageShelf shelf = Storage.at(place).shelf();
        List<Verified> packages = new ArrayList<>();
        for (String id : shelf.ids().stream().sorted().toList()) {
            if (shelf.state(id).isPresent()) {
                packages.add(verified(shelf, id));
            }
        }
        if (packages.isEmpty()) {
            throw new CommandException(place + ": no package; make one with starling encode");
        }
        Result result = new Result(packages);
        boolean sound = packages.stream().allMatch(it -> it.problems().isEmpty());
        return sound
                ? Outcome.ok(result, out -> print(result, out))
                : Outcome.failed(result, out -> print(result, out));
    }

    private static Verified verified(PackageShelf shelf, String id) throws IOException {
        try {
            PackageReader reader = shelf.open(id);
            return new Verified(id, reader.title().growth().isEmpty(), reader.problems());
        } catch (PackageException e) {
            return new Verified(id, false, List.of(String.valueOf(e.getMessage())));
        }
    }

    private static void print(Result result, PrintWriter out) {
        for (Verified each : result.packages()) {
            each.problems().forEach(out::println);
            out.println(each.id() + ": " + words(each));
        }
    }

    private static String words(Verified each) {
        if (!each.problems().isEmpty()) {
            return Counted.of(each.problems().size(), "file") + " missing or damaged";
        }
        return each.whole() ? "whole" : "no file missing or damaged; only the beginning of the title is encoded so far";
    }
}
