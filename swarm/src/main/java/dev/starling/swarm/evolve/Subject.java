package dev.starling.swarm.evolve;

import dev.starling.swarm.genome.Genotype;
import dev.starling.swarm.profile.Tuning.Preset;

/** What is measured on a clip. */
public sealed interface Subject {
    /**
     * A profile family.
     *
     * @param genotype its genes; the rate genes say nothing
     */
    record Bred(Genotype genotype) implements Subject {}

    /**
     * libx264 as anybody runs it, with nothing but a preset: free to choose picture types, weights and all else. The
     * yardstick, for quality and for cost.
     *
     * @param preset which
     */
    record Stock(Preset preset) implements Subject {}
}
