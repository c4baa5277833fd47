package dev.starling.edge.delivery;

import dev.starling.swarm.cluster.ClusterId;
import java.time.Duration;

/**
 * A down-move in flight, and why.
 *
 * @param accessUnit the first that comes from the lower member
 * @param member the lower member
 * @param bitsPerSecond what the path carried
 * @param queuedBytes handed to the connection and not yet received
 * @param deadline until the client has played all it holds; negative when it has
 */
public record DownMoved(int accessUnit, ClusterId member, double bitsPerSecond, long queuedBytes, Duration deadline) {}
