package dev.starling.swarm.breed.hull;

import dev.starling.swarm.curve.RateQualityPoint;
import java.util.Optional;

/**
 * Encodes and measures a clip.
 *
 * @param <X> what it throws if it fails
 */
@FunctionalInterface
public interface Prober<X extends Exception> {
    /**
     * Encodes and measures.
     *
     * @return bitrate and VMAF NEG; empty if the encode cannot be had, which ends the search
     */
    Optional<RateQualityPoint> measure(Probe probe) throws X, InterruptedException;
}
