package dev.starling.swarm.steer;

import java.util.OptionalDouble;

/**
 * The path under a clip in flight.
 *
 * @param bitsPerSecond what it carries at this moment, above 0; empty while nothing was measured
 * @param queuedBytes handed to the connection and not yet received
 */
public record PathState(OptionalDouble bitsPerSecond, long queuedBytes) {}
