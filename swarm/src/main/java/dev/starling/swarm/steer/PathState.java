package dev.starling.swarm.steer;

import java.util.OptionalDouble;

/**
 * The path under a clip in flight.
 *
 * @param bitsPerSecond its current throughput, above 0; empty before the first measurement
 * @param queuedBytes bytes handed to the connection and not yet received
 */
public record PathState(OptionalDouble bitsPerSecond, long queuedBytes) {}
