package dev.starling.swarm.breed.evolve;

import java.util.List;

/** Measures: the port through which evolution has clips encoded, on whatever machines, and never twice. */
@FunctionalInterface
public interface Evaluator {
    /**
     * Measures several things, in any order or at the same time.
     *
     * @return one evaluation for each trial, in the same order
     * @throws InterruptedException if the calling thread was interrupted
     */
    List<Evaluation> evaluate(List<Trial> trials) throws InterruptedException;
}
