package dev.starling.app.lab;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LearnedPolicy;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Policies as files: the one that is served, and beside it the one before. */
final class PolicyFiles {
    private PolicyFiles() {}

    /**
     * Reads a policy of any kind.
     *
     * @throws CommandException if the file has none; in one line, which names the file and the place
     */
    static Policy read(Path file) throws IOException {
        return read(file, bytes(file));
    }

    private static byte[] bytes(Path file) throws IOException {
        CommandFiles.requireExisting(file);
        return CommandFiles.read(file);
    }

    private static Policy read(Path file, byte[] json) {
        try {
            return PolicyReader.read(json);
        } catch (IllegalArgumentException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }

    /**
     * Reads a learned policy.
     *
     * @throws CommandException if the file has none
     */
    static LearnedModel readLearned(Path file) throws IOException {
        if (read(file) instanceof LearnedPolicy learned) {
            return learned.model();
        }
        throw new CommandException(file + ": the settings of the static policy; name a learned policy");
    }

    /** The file that keeps the policy before. */
    static Path previous(Path file) {
        return file.resolveSibling(file.getFileName() + ".previous");
    }

    /**
     * Writes a new policy, and keeps the one before beside it.
     *
     * @param given what the new one continues: kept if there is no file yet
     */
    static void publish(Path file, LearnedModel model, LearnedModel given) throws IOException {
        CommandFiles.write(previous(file), Files.exists(file) ? CommandFiles.read(file) : StrictJson.write(given));
        CommandFiles.write(file, StrictJson.write(model));
    }

    /**
     * Puts the policy before back in its place, and keeps the one that it replaces as the one before.
     *
     * @throws CommandException if there is none before, or it is not a policy: then nothing changes
     */
    static void rollBack(Path file) throws IOException {
        Path before = previous(file);
        if (!Files.exists(before)) {
            throw new CommandException(before + ": no such file, so there is no policy to go back to");
        }
        byte[] earlier = CommandFiles.read(before);
        read(before, earlier);
        byte[] current = Files.exists(file) ? CommandFiles.read(file) : earlier;
        CommandFiles.write(file, earlier);
        CommandFiles.write(before, current);
    }
}
