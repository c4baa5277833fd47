/**
 * Blend plans: which access units of a clip come from which member. Open {@link dev.starling.swarm.blend.BlendPlan}
 * first, then {@link dev.starling.swarm.blend.Planner} (weights to plan) and {@link dev.starling.swarm.blend.DownMove}
 * (plan in flight to cheaper plan).
 */
@NullMarked
package dev.starling.swarm.blend;

import org.jspecify.annotations.NullMarked;
