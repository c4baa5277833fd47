/**
 * The figures of all viewers over time. Open {@link dev.starling.edge.fleet.FleetTotals} first;
 * {@link dev.starling.edge.fleet.FleetHistory} samples them.
 */
@NullMarked
package dev.starling.edge.fleet;

import org.jspecify.annotations.NullMarked;
