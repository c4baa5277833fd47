/** Placeholder. */
@NullMarked
package dev.starling.farm;

import org.jspecify.annotations.NullMarked;
