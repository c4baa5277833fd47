/** Placeholder. */
@NullMarked
package dev.starling.swarm;

import org.jspecify.annotations.NullMarked;
