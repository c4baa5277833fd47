package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.training.ShownProfiles;
import dev.starling.edge.AdminToken;
import dev.starling.edge.EvolutionFile;
import dev.starling.swarm.pack.FailureLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Who may operate an edge, and what they see. */
final class AdminOptions {
    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {"File with the token for operators, who may list and end sessions.", "  Default: nobody may"
            })
    private @Nullable Path adminTokenFile;

    @Option(
            names = "--profiles",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Profiles file of evolve, for the dashboard; read again when the file changes.",
                "  Default: none"
            })
    private @Nullable Path profiles;

    /** Whether a file with the token is named. */
    boolean hasToken() {
        return adminTokenFile != null;
    }

    /**
     * Reads the profiles file; empty if there is none.
     *
     * @param otherwise the file if the options name none; it may not be there yet, and if it is bad, nothing is shown
     * @param warning receives a line for people if that file is bad or cannot be read
     * @throws IOException if the file that the options name cannot be read
     * @throws CommandException if it is no profiles file
     */
    Optional<EvolutionFile> evolution(Optional<Path> otherwise, Consumer<String> warning) throws IOException {
        Path file = profiles;
        if (file == null) {
            return otherwise.flatMap(it -> await(it, warning));
        }
        CommandFiles.requireExisting(file);
        try {
            return Optional.of(EvolutionFile.open(file, ShownProfiles::read, InstantSource.system()));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--profiles " + file + ": " + e.getMessage());
        }
    }

    private static Optional<EvolutionFile> await(Path file, Consumer<String> warning) {
        try {
            return Optional.of(EvolutionFile.await(file, ShownProfiles::read, InstantSource.system()));
        } catch (IOException e) {
            warning.accept("starling: no profiles are shown: " + FailureLine.of(e));
        } catch (IllegalArgumentException e) {
            warning.accept("starling: no profiles are shown: " + file + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    /**
     * Reads the token; empty if there is none.
     *
     * @throws IOException if the file cannot be read
     * @throws CommandException if it has no valid token
     */
    Optional<AdminToken> token() throws IOException {
        Path file = adminTokenFile;
        try {
            return file == null ? Optional.empty() : Optional.of(AdminToken.read(file));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--admin-token-file " + file + ": " + e.getMessage());
        }
    }
}
