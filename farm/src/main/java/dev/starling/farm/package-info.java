/**
 * The farm: a title in, a swarm package out. This package holds what its rooms share: events, phases, the meter of
 * processor time, the shipped clusters, and {@link dev.starling.farm.SwarmPlan}, the members that a title gets. The
 * rooms, each built on the next:
 *
 * <ul>
 *   <li>{@code encode}: encodes a title and publishes its package; open {@code encode.Farm} first
 *   <li>{@code train}: measures profile families on training clips
 *   <li>{@code executor}: runs tasks, in this process or on other machines
 *   <li>{@code task}: the pieces of work, as values
 *   <li>{@code store}: inputs, results and packages, in folders and object stores
 * </ul>
 */
@NullMarked
package dev.starling.farm;

import org.jspecify.annotations.NullMarked;
