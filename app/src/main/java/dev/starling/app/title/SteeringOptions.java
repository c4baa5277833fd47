package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.edge.PolicyFile;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.StaticPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What an edge decides by. */
final class SteeringOptions {
    @Option(
            names = "--policy",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Prices and horizons of the steering, or a learned policy, as JSON; read again when",
                "the file changes.",
                "  Default: those that ship"
            })
    private @Nullable Path policy;

    @Option(
            names = "--levels",
            paramLabel = "LEVELS",
            defaultValue = "gop,frame,slice,coefficient",
            converter = LevelsConverter.class,
            description = {
                "What clips may be blended from, comma-separated: gop (whole members, always allowed),",
                "  frame (tails and lower members), slice (rows of slices), coefficient (requantised members)."
            })
    private Levels levels;

    static final class LevelsConverter implements ITypeConverter<Levels> {
        @Override
        public Levels convert(String text) {
            try {
                return Levels.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    Levels levels() {
        return levels;
    }

    /**
     * The policy.
     *
     * @throws IOException if its file cannot be read
     * @throws CommandException if the file has no valid policy
     */
    Supplier<Policy> policy() throws IOException {
        Path file = policy;
        if (file == null) {
            return () -> StaticPolicy.DEFAULT;
        }
        CommandFiles.requireExisting(file);
        try {
            return PolicyFile.open(file, InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw new CommandException("--policy " + file + ": " + e.getMessage());
        }
    }
}
