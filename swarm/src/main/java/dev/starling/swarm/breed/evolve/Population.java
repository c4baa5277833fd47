package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What evolution starts from and comes to; the next generation follows from it and from nothing but measurements.
 *
 * @param seed of all that is drawn
 * @param generation how many generations were bred so far
 * @param genotypes the families that live, fittest first within each niche; all different
 * @param bandit what is known of the mutation operators
 * @param history how good all generations so far were, in the first niche; nothing is bred from it
 */
public record Population(
        long seed, int generation, List<Genotype> genotypes, OperatorBandit bandit, List<Hull> history) {
    public Population {
        history = List.copyOf(history);
        genotypes = genotypes.stream().map(Genotype::family).distinct().toList();
        if (genotypes.isEmpty() || generation < 0) {
            throw new IllegalArgumentException(
                    "A population needs a genotype and a generation from 0: " + genotypes.size() + ", " + generation);
        }
    }

    /** The codecs of its families. */
    public List<Codec> codecs() {
        return Arrays.stream(Codec.values())
                .filter(codec -> genotypes.stream().anyMatch(it -> it.codec() == codec))
                .toList();
    }

    /** The same with the families of one codec alone; it has some of that codec. */
    public Population ofCodec(Codec codec) {
        return new Population(
                seed,
                generation,
                genotypes.stream().filter(it -> it.codec() == codec).toList(),
                bandit,
                history);
    }

    /** The same with the declared grid of every codec of which it has no family yet. */
    public Population withCodecs(List<Codec> wanted) {
        List<Genotype> all = new ArrayList<>(genotypes);
        wanted.stream().filter(codec -> !codecs().contains(codec)).forEach(codec -> all.addAll(grid(codec)));
        return new Population(seed, generation, all, bandit, history);
    }

    /**
     * The declared grid.
     *
     * @param codecs at least one
     */
    public static Population initial(long seed, List<Codec> codecs) {
        return new Population(
                seed,
                0,
                codecs.stream().flatMap(codec -> grid(codec).stream()).toList(),
                OperatorBandit.NEW,
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
     * libx264's presets medium and slow with less and less of adaptive quantisation and psycho-visual optimisation;
     * with more references and B pictures, and what time these leave spent on mode decision; and the preset medium as
     * it is.
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
     * What libx265 can do in the time that libx264's presets medium and slow take: presets ultrafast and superfast with
     * few candidates, no sample adaptive offset, and a short lookahead.
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

    /** What SVT-AV1 can do in that time: presets 11 to 9, with what costs little. */
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
