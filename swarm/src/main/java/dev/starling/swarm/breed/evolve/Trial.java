package dev.starling.swarm.breed.evolve;

/**
 * One thing to be measured.
 *
 * @param subject under what
 * @param clip which of the training clips, from 0
 */
public record Trial(Subject subject, int clip) {}
