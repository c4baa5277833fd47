package dev.starling.swarm.steer;

import dev.starling.swarm.title.Quality;

/**
 * The size and quality of a blend plan.
 *
 * @param bytes the size of its access units
 * @param bitsPerSecond its bitrate over the clip's duration
 * @param quality the mean over its pictures, from the members' measurements
 */
public record Outcome(long bytes, double bitsPerSecond, Quality quality) {}
