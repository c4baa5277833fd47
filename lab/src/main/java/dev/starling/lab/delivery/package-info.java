/**
 * Simulates the delivery of a package by {@code swarm.steer}, the classes that the edge runs. Open
 * {@link dev.starling.lab.delivery.DeliverySimulator} first.
 */
@NullMarked
package dev.starling.lab.delivery;

import org.jspecify.annotations.NullMarked;
