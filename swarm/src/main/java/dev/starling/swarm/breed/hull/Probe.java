package dev.starling.swarm.breed.hull;

import dev.starling.swarm.profile.PictureSize;

/**
 * What the search may encode.
 *
 * @param size of the coded pictures
 * @param crf libx264's constant rate factor, {@value HullSearch#MIN_CRF} to {@value HullSearch#MAX_CRF}
 */
public record Probe(PictureSize size, double crf) {}
