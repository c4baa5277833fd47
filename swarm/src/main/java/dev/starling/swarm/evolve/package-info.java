/**
 * Evolution of profile families: a {@link dev.starling.swarm.evolve.Population} is bred one generation at a time by
 * {@link dev.starling.swarm.evolve.Evolution}, which has candidates measured through the port
 * {@link dev.starling.swarm.evolve.Evaluator} and learns which mutations pay. Open {@code Evolution} first. Nothing
 * here knows how an encoding is made; the same population, seed and measurements always breed the same next generation.
 */
@NullMarked
package dev.starling.swarm.evolve;

import org.jspecify.annotations.NullMarked;
