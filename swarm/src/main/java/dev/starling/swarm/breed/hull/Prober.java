package dev.starling.swarm.breed.hull;

import dev.starling.swarm.curve.RateQualityPoint;
import java.io.IOException;
import java.util.Optional;

/** Encodes and measures a clip. */
@FunctionalInterface
public interface Prober {
    /**
     * Encodes and measures.
     *
     * @return bitrate and VMAF NEG; empty if the encode cannot be had, which ends the search
     */
    Optional<RateQualityPoint> measure(Probe probe) throws IOException, InterruptedException;
}
