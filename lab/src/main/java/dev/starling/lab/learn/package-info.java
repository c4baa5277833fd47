/**
 * Continues the training of a learned policy with what viewers experienced. Open
 * {@link dev.starling.lab.learn.PolicyUpdate} first.
 */
@NullMarked
package dev.starling.lab.learn;

import org.jspecify.annotations.NullMarked;
