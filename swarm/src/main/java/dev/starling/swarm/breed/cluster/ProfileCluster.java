package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;

/**
 * A cluster of clips before any title: the family that serves them. With a size and a quality target it becomes a
 * {@link Cluster} of a title.
 *
 * @param id its name
 * @param genes of the centroid's family
 * @param share of the training clips that are its own, 0–1: the mean of their probabilities
 */
public record ProfileCluster(ClusterId id, Genes genes, double share) {}
