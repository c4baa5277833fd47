package dev.starling.app.training;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.DemandFile;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.evolve.ProfilesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads the files that {@code evolve} and {@code cluster} read and write. */
public final class TrainingFiles {
    private TrainingFiles() {}

    /**
     * Reads a profiles file.
     *
     * @throws CommandException if the file is not a profiles file
     */
    public static Population profiles(Path file) throws IOException {
        return read(file, ProfilesFile::read);
    }

    /**
     * Reads a clusters file.
     *
     * @throws CommandException if the file is not a clusters file
     */
    public static ClustersFile clusters(Path file) throws IOException {
        return read(file, ClustersFile::read);
    }

    /**
     * Reads a demand.
     *
     * @throws CommandException if the file is not a demand
     */
    static Demand demand(Path file) throws IOException {
        return read(file, DemandFile::read);
    }

    private static <T> T read(Path file, Function<byte[], T> reader) throws IOException {
        try {
            return reader.apply(CommandFiles.read(file));
        } catch (IllegalArgumentException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }
}
