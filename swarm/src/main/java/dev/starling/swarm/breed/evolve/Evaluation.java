package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.RateQualityPoint;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a clip came to under a profile family: one encoding for each quality target.
 *
 * @param encodings at least two, best first
 */
public record Evaluation(List<Encoding> encodings) {
    public Evaluation {
        encodings = List.copyOf(encodings);
        if (encodings.size() < 2) {
            throw new IllegalArgumentException("A rate-quality curve needs two encodings: " + encodings.size());
        }
    }

    /** Both quality targets in one, as a function of bits. */
    public List<RateQualityPoint> curve() {
        return encodings.stream().map(Encoding::combined).toList();
    }

    /** VMAF NEG alone. */
    public List<RateQualityPoint> vmafNeg() {
        return encodings.stream()
                .map(it -> new RateQualityPoint(it.bitsPerSecond(), it.vmafNeg()))
                .toList();
    }

    /** SSIM alone, in decibels. */
    public List<RateQualityPoint> ssim() {
        return encodings.stream()
                .map(it -> new RateQualityPoint(it.bitsPerSecond(), it.ssimDecibels()))
                .toList();
    }

    /** The processor time that all encodings took. */
    public double cpuSeconds() {
        return encodings.stream().mapToDouble(Encoding::cpuSeconds).sum();
    }

    /**
     * What all encodings cost, by the pace of the machine at the time: what is compared, since processor time alone
     * says as much about what else ran.
     */
    public double cost() {
        return cpuSeconds()
                / encodings.stream().mapToDouble(Encoding::paceSeconds).sum();
    }

    /**
     * The fitness on a clip: the area gained under the rate–quality curve against another evaluation of the same clip,
     * over its width. Empty if the two have no bitrates in common.
     */
    public OptionalDouble gainOver(Evaluation reference) {
        return Bjontegaard.quality(reference.curve(), curve());
    }
}
