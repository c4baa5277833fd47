/**
 * The steering core: every decision of delivery, without clock, socket, thread or file. The edge runs it for viewers; a
 * simulator runs the same classes on traces.
 *
 * <p>Before a clip: a {@link dev.starling.swarm.steer.Policy} scores the clusters, the
 * {@link dev.starling.swarm.steer.MixingMatrix} turns the scores into weights, and the
 * {@link dev.starling.swarm.steer.Planner} turns the weights into a {@link dev.starling.swarm.steer.BlendPlan}. In
 * flight: {@link dev.starling.swarm.steer.ClipSteering}. Open these in this order.
 */
@NullMarked
package dev.starling.swarm.steer;

import org.jspecify.annotations.NullMarked;
