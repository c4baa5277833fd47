/**
 * Baselines that choose the rung of the next chunk, as their papers and reference implementations have them. Open
 * {@link dev.starling.lab.policy.AbrPolicy} first.
 */
@NullMarked
package dev.starling.lab.policy;

import org.jspecify.annotations.NullMarked;
