/** Placeholder. */
@NullMarked
package dev.starling.app;

import org.jspecify.annotations.NullMarked;
