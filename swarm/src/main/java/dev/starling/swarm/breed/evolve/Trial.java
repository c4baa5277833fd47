package dev.starling.swarm.breed.evolve;

/**
 * One measurement to make.
 *
 * @param subject the subject to measure
 * @param clip the index of the training clip
 */
public record Trial(Subject subject, int clip) {}
