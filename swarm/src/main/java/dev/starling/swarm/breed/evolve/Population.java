package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The state of evolution. The next generation follows from it and from measurements alone.
 *
 * @param seed the random seed
 * @param generation how many generations were bred so far
 * @param demand what they were bred for
 * @param genotypes the living families, fittest first within each niche; all different
 * @param bandit the statistics of the mutation operators
 * @param history the hulls of all generations so far in the first niche, for people; breeding ignores it
 * @param broods what the operators brought in each generation, likewise; those of older files are missing
 */
public record Population(
        long seed,
        int generation,
        DemandDigest demand,
        List<Genotype> genotypes,
        OperatorBandit bandit,
        List<Hull> history,
        List<Brood> broods) {
    public Population {
        history = List.copyOf(history);
        broods = List.copyOf(broods);
        genotypes = genotypes.stream().map(Genotype::family).distinct().toList();
        if (genotypes.isEmpty() || generation < 0) {
            throw new IllegalArgumentException(
                    "a population needs a genotype and a generation from 0: " + genotypes.size() + ", " + generation);
        }
    }

    /** The codecs of its families. */
    public List<Codec> codecs() {
        return Arrays.stream(Codec.values())
                .filter(codec -> genotypes.stream().anyMatch(it -> it.codec() == codec))
                .toList();
    }

    /** The same population with the families of one codec alone, at least one. */
    public Population ofCodec(Codec codec) {
        return new Population(
                seed,
                generation,
                demand,
                genotypes.stream().filter(it -> it.codec() == codec).toList(),
                bandit,
                history,
                broods);
    }

    /** The same population plus the declared grid of every wanted codec that has no family yet. */
    public Population withCodecs(List<Codec> wanted) {
        return with(wanted.stream()
                .filter(codec -> !codecs().contains(codec))
                .flatMap(codec -> grid(codec).stream())
                .toList());
    }

    /** The same population plus other families; one that lives already is not added again. */
    public Population with(List<Genotype> others) {
        List<Genotype> all = new ArrayList<>(genotypes);
        all.addAll(others);
        return new Population(seed, generation, demand, all, bandit, history, broods);
    }

    /**
     * The same families bred for another demand from now on. What was learned of the mutation operators is forgotten
     * unless it is the same demand: their rewards were gains for the other one.
     */
    public Population forDemand(DemandDigest other) {
        return demand.equals(other)
                ? this
                : new Population(seed, generation, other, genotypes, OperatorBandit.NEW, history, broods);
    }

    Population withHistory(List<Hull> other) {
        return new Population(seed, generation, demand, genotypes, bandit, other, broods);
    }

    /**
     * The first population: the declared grid.
     *
     * @param codecs at least one
     */
    public static Population initial(long seed, List<Codec> codecs) {
        return new Population(
                seed,
                0,
                DemandDigest.EVEN,
                codecs.stream().flatMap(codec -> grid(codec).stream()).toList(),
                OperatorBandit.NEW,
                List.of(),
                List.of());
    }

    private static List<Genotype> grid(Codec codec) {
        return switch (codec) {
            case H264 -> h264();
            case HEVC -> hevc();
            case AV1 -> av1();
        };
    }

    /**
     * The plain preset medium; medium and slow with decreasing adaptive quantisation and psycho-visual optimisation;
     * and variants with more references and B pictures that spend the remaining time on mode decision.
     */
    private static List<Genotype> h264() {
        Genotype medium = Genotype.USUAL;
        Genotype slow = Genotype.USUAL.with("preset", "slow").with("subme", "8").with("trellis", "2");
        List<Genotype> grid = new ArrayList<>(List.of(medium.with("psyRd", "1")));
        for (Genotype preset : List.of(medium, slow)) {
            grid.add(preset.with("psyRd", "0.4").with("aqStrength", "0.6"));
            grid.add(preset.with("aqStrength", "0.3"));
        }
        Genotype wide = medium.with("refs", "4").with("bframes", "5");
        grid.add(wide.with("aqStrength", "0.3"));
        for (Genotype preset :
                List.of(wide.with("subme", "8"), slow.with("refs", "5").with("bframes", "5"))) {
            grid.add(preset.with("aqStrength", "0.8"));
            grid.add(preset.with("aqStrength", "0.3"));
            grid.add(preset.with("aqMode", "0").with("deblockAlpha", "-1").with("deblockBeta", "-1"));
        }
        return grid;
    }

    /**
     * As fast as libx264's presets medium and slow: libx265's presets ultrafast and superfast with few candidates, no
     * sample adaptive offset and a short lookahead.
     */
    private static List<Genotype> hevc() {
        Genotype lean = Genotype.usual(Codec.HEVC)
                .with("refs", "1")
                .with("ctu", "32")
                .with("rd", "2")
                .with("maxMerge", "2")
                .with("x265Subme", "1")
                .with("lookahead", "10")
                .with("sao", "off");
        Genotype ultrafast = lean.with("x265Preset", "ultrafast");
        Genotype superfast = lean.with("x265Preset", "superfast").with("aqStrength", "0.4");
        return List.of(
                ultrafast.with("me", "dia"),
                ultrafast.with("aqStrength", "0.4"),
                superfast.with("me", "dia").with("x265Subme", "0").with("maxMerge", "1"),
                superfast.with("bframes", "4"),
                superfast.with("bframes", "4").with("lookahead", "15"));
    }

    /** Equally fast: SVT-AV1's presets 11 to 9 with cheap tools. */
    private static List<Genotype> av1() {
        Genotype plain = Genotype.usual(Codec.AV1).with("svtPreset", "10");
        Genotype slower = plain.with("svtPreset", "9");
        return List.of(
                plain,
                plain.with("quantMatrices", "on"),
                plain.with("svtTune", "ssim"),
                plain.with("temporalFilter", "0").with("layers", "6"),
                plain.with("svtPreset", "11").with("quantMatrices", "on"),
                slower,
                slower.with("quantMatrices", "on"));
    }
}
