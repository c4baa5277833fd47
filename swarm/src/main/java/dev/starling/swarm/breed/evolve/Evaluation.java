package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.curve.RateWeight;
import dev.starling.swarm.curve.UpperEnvelope;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The measured encodings of a clip under a family, one for each quality target and size. Its curve is the best that any
 * of the sizes reaches.
 *
 * @param encodings at the size at which the clip is shown: at least two, best first
 * @param smaller likewise for each smaller size, largest first; all qualities are measured at the size shown
 */
public record Evaluation(List<Encoding> encodings, List<List<Encoding>> smaller) {
    public Evaluation {
        encodings = List.copyOf(encodings);
        smaller = smaller.stream().map(List::copyOf).toList();
        if (encodings.size() < 2 || smaller.stream().anyMatch(it -> it.size() < 2)) {
            throw new IllegalArgumentException("a rate-quality curve needs two encodings of each size: "
                    + encodings.size() + ", "
                    + smaller.stream().map(List::size).toList());
        }
    }

    /** An evaluation at one size. */
    public Evaluation(List<Encoding> encodings) {
        this(encodings, List.of());
    }

    /** The curve of both quality measures combined. */
    public List<RateQualityPoint> curve() {
        return curve(Encoding::combined);
    }

    /** The curve of VMAF NEG alone. */
    public List<RateQualityPoint> vmafNeg() {
        return curve(it -> new RateQualityPoint(it.bitsPerSecond(), it.vmafNeg()));
    }

    /** The curve of SSIM alone, in decibels. */
    public List<RateQualityPoint> ssim() {
        return curve(it -> new RateQualityPoint(it.bitsPerSecond(), it.ssimDecibels()));
    }

    private List<RateQualityPoint> curve(Function<Encoding, RateQualityPoint> measure) {
        return UpperEnvelope.of(Stream.concat(Stream.of(encodings), smaller.stream())
                .map(ofSize -> ofSize.stream().map(measure).toList())
                .toList());
    }

    private Stream<Encoding> all() {
        return Stream.concat(encodings.stream(), smaller.stream().flatMap(List::stream));
    }

    /** The processor time of all encodings. */
    public double cpuSeconds() {
        return all().mapToDouble(it -> it.time().cpuSeconds()).sum();
    }

    /**
     * The processor time of all encodings relative to the pace of the machine. Costs are compared by this value: plain
     * processor time also depends on what else ran.
     */
    public double cost() {
        return cpuSeconds() / all().mapToDouble(it -> it.time().paceSeconds()).sum();
    }

    /**
     * The mean height of this rate–quality curve above that of another evaluation of the same clip. Empty if the two
     * have no bitrates in common.
     *
     * @param weight how much each bitrate counts
     */
    public OptionalDouble gainOver(Evaluation reference, RateWeight weight) {
        return Bjontegaard.quality(reference.curve(), curve(), weight);
    }
}
