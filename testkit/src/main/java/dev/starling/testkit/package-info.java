/** Placeholder. */
@NullMarked
package dev.starling.testkit;

import org.jspecify.annotations.NullMarked;
