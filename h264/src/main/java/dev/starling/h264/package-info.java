/** Placeholder. */
@NullMarked
package dev.starling.h264;

import org.jspecify.annotations.NullMarked;
