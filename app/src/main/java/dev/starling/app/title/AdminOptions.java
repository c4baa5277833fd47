package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.training.ShownProfiles;
import dev.starling.edge.AdminToken;
import dev.starling.edge.EvolutionFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
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
     * @param otherwise the file if the options name none; it may not be there yet
     * @throws IOException if the file cannot be read
     * @throws CommandException if it is no profiles file
     */
    Optional<EvolutionFile> evolution(Optional<Path> otherwise) throws IOException {
        Path file = profiles == null ? otherwise.orElse(null) : profiles;
        if (file == null) {
            return Optional.empty();
        }
        InstantSource clock = InstantSource.system();
        try {
            if (profiles == null) {
                return Optional.of(EvolutionFile.await(file, ShownProfiles::read, clock));
            }
            CommandFiles.requireExisting(file);
            return Optional.of(EvolutionFile.open(file, ShownProfiles::read, clock));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--profiles " + file + ": " + e.getMessage());
        }
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
