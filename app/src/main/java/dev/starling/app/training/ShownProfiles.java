package dev.starling.app.training;

import dev.starling.app.command.CommandFiles;
import dev.starling.edge.EvolutionReport;
import dev.starling.edge.EvolutionReport.HullOfGeneration;
import dev.starling.edge.EvolutionReport.Operator;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.evolve.ProfilesFile;
import dev.starling.swarm.breed.genome.Genome;
import java.io.IOException;
import java.nio.file.Path;

/** What the dashboard of an edge shows of a profiles file. */
public final class ShownProfiles {
    private ShownProfiles() {}

    /**
     * Reads a profiles file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no profiles file; the message is one line
     */
    public static EvolutionReport read(Path file) throws IOException {
        Population population = ProfilesFile.read(CommandFiles.read(file));
        return new EvolutionReport(
                String.valueOf(file.getFileName()),
                population.generation(),
                population.genotypes().size(),
                population.codecs().stream().map(Genome::name).toList(),
                population.history().stream()
                        .map(it -> new HullOfGeneration(it.generation(), it.gains()))
                        .toList(),
                ProfilesInspection.operators(population).stream()
                        .map(it -> new Operator(
                                ProfilesInspection.name(it.operator()),
                                it.children(),
                                it.gain(),
                                it.cpuSeconds(),
                                it.reward()))
                        .toList());
    }
}
