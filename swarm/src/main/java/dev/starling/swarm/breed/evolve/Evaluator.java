package dev.starling.swarm.breed.evolve;

import java.util.List;

/** The port through which evolution has clips encoded and measured, on any machines, and never twice. */
@FunctionalInterface
public interface Evaluator {
    /**
     * Runs trials, in any order or in parallel.
     *
     * @return one evaluation for each trial, in the same order
     * @throws InterruptedException if the calling thread was interrupted
     */
    List<Evaluation> evaluate(List<Trial> trials) throws InterruptedException;
}
