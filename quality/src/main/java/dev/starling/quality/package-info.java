/** Placeholder. */
@NullMarked
package dev.starling.quality;

import org.jspecify.annotations.NullMarked;
