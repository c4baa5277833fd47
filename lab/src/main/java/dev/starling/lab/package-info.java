/**
 * Simulates adaptive streaming over recorded network traces. Open {@code docs/lab.md} first, then
 * {@link dev.starling.lab.reference.ReferencePlayer}.
 */
@NullMarked
package dev.starling.lab;

import org.jspecify.annotations.NullMarked;
