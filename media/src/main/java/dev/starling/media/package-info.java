/** Placeholder. */
@NullMarked
package dev.starling.media;

import org.jspecify.annotations.NullMarked;
