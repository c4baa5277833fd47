/** Placeholder. */
@NullMarked
package dev.starling.edge;

import org.jspecify.annotations.NullMarked;
