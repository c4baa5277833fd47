package dev.starling.swarm.steer;

import dev.starling.swarm.title.Quality;

/**
 * What a blend plan delivers.
 *
 * @param bytes of its access units
 * @param bitsPerSecond of them over the clip's duration
 * @param quality mean over the pictures, as the members that supply them were measured
 */
public record Outcome(long bytes, double bitsPerSecond, Quality quality) {}
