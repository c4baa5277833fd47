/**
 * Rate–quality curves: points, curves, hulls and the areas between them. Open
 * {@link dev.starling.swarm.curve.RateQualityCurve} first.
 */
@NullMarked
package dev.starling.swarm.curve;

import org.jspecify.annotations.NullMarked;
