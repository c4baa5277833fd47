package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.edge.AdminToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Who may operate an edge. */
final class AdminOptions {
    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {"File with the token for operators, who may list and end sessions.", "  Default: nobody may"
            })
    private @Nullable Path adminTokenFile;

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
