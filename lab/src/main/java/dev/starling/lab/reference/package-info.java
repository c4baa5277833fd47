/**
 * The simulated player that research on adaptive bitrate shares. Open
 * {@link dev.starling.lab.reference.ReferencePlayer} first.
 */
@NullMarked
package dev.starling.lab.reference;

import org.jspecify.annotations.NullMarked;
