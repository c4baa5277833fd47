package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.RateQualityPoint;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The measured encodings of a clip under a family, one for each quality target.
 *
 * @param encodings at least two, best first
 */
public record Evaluation(List<Encoding> encodings) {
    public Evaluation {
        encodings = List.copyOf(encodings);
        if (encodings.size() < 2) {
            throw new IllegalArgumentException("a rate-quality curve needs two encodings: " + encodings.size());
        }
    }

    /** The curve of both quality measures combined. */
    public List<RateQualityPoint> curve() {
        return encodings.stream().map(Encoding::combined).toList();
    }

    /** The curve of VMAF NEG alone. */
    public List<RateQualityPoint> vmafNeg() {
        return encodings.stream()
                .map(it -> new RateQualityPoint(it.bitsPerSecond(), it.vmafNeg()))
                .toList();
    }

    /** The curve of SSIM alone, in decibels. */
    public List<RateQualityPoint> ssim() {
        return encodings.stream()
                .map(it -> new RateQualityPoint(it.bitsPerSecond(), it.ssimDecibels()))
                .toList();
    }

    /** The processor time of all encodings. */
    public double cpuSeconds() {
        return encodings.stream().mapToDouble(it -> it.time().cpuSeconds()).sum();
    }

    /**
     * The processor time of all encodings relative to the pace of the machine. Costs are compared by this value: plain
     * processor time also depends on what else ran.
     */
    public double cost() {
        return cpuSeconds()
                / encodings.stream().mapToDouble(it -> it.time().paceSeconds()).sum();
    }

    /**
     * The mean height of this rate–quality curve above that of another evaluation of the same clip. Empty if the two
     * have no bitrates in common.
     */
    public OptionalDouble gainOver(Evaluation reference) {
        return Bjontegaard.quality(reference.curve(), curve());
    }
}
