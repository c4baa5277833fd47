package dev.starling.swarm.genome;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.starling.swarm.genome.Gene.Choice;
import dev.starling.swarm.genome.Gene.Real;
import dev.starling.swarm.genome.Gene.Role;
import dev.starling.swarm.genome.Gene.Whole;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.PictureStructure;
import dev.starling.swarm.profile.PictureStructure.BPyramid;
import dev.starling.swarm.profile.PictureStructure.EntropyCoder;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.profile.Tuning.AdaptiveQuantisation;
import dev.starling.swarm.profile.Tuning.Deblocking;
import dev.starling.swarm.profile.Tuning.MotionEstimation;
import dev.starling.swarm.profile.Tuning.PictureQuantisation;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.profile.Tuning.Psychovisual;
import dev.starling.swarm.profile.Tuning.Search;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every gene, and what a genotype means as a {@link Profile}. GOPs have no gene: they are the clips, and scene cuts within.
 */
public final class Genome {
    // spotless:off
    private static final Choice CODEC = new Choice("codec", Role.STRUCTURAL, List.of("h264"), "the coding standard");
    private static final Whole B_FRAMES = new Whole("bframes", Role.STRUCTURAL, 0, 8, 3, "the most consecutive B pictures");
    private static final Choice B_PYRAMID = new Choice("bPyramid", Role.STRUCTURAL, List.of("normal", "none"), "whether B pictures may be references");
    private static final Whole REFS = new Whole("refs", Role.STRUCTURAL, 1, 8, 3, "the most reference frames");
    private static final Whole SLICES = new Whole("slices", Role.STRUCTURAL, 1, 4, 1, "slices a picture");
    private static final Choice ENTROPY_CODER = new Choice("entropyCoder", Role.STRUCTURAL, List.of("cabac", "cavlc"), "the entropy coder of slice data");
    private static final Choice TRANSFORM_8X8 = new Choice("transform8x8", Role.STRUCTURAL, List.of("on", "off"), "whether the 8x8 transform may be used");

    private static final Choice PRESET = new Choice("preset", Role.FREE, List.of("medium", "veryfast", "faster", "fast", "slow", "slower"), "libx264's preset: all that no other gene says");
    private static final Choice ME = new Choice("me", Role.FREE, List.of("hex", "dia", "umh"), "the pattern of whole-sample motion search");
    private static final Whole SUBME = new Whole("subme", Role.FREE, 1, 10, 7, "the effort of sub-sample motion search and mode decision");
    private static final Whole TRELLIS = new Whole("trellis", Role.FREE, 0, 2, 1, "rate-distortion optimal quantisation: off, of the final coding, always");
    private static final Whole AQ_MODE = new Whole("aqMode", Role.FREE, 0, 3, 1, "how the blocks of a picture are weighed against each other");
    private static final Real AQ_STRENGTH = new Real("aqStrength", Role.FREE, 0, 2, 0.01, 1, "how much");
    private static final Real PSY_RD = new Real("psyRd", Role.FREE, 0, 2, 0.01, 0, "detail kept against plain fidelity, in mode decision");
    private static final Real PSY_TRELLIS = new Real("psyTrellis", Role.FREE, 0, 1, 0.01, 0, "the same, in quantisation");
    private static final Real QCOMP = new Real("qcomp", Role.FREE, 0, 1, 0.01, 0.6, "how little the quantiser follows the scene's complexity");
    private static final Choice MBTREE = new Choice("mbtree", Role.FREE, List.of("on", "off"), "whether bits move to blocks that later pictures refer to");
    private static final Whole LOOKAHEAD = new Whole("lookahead", Role.FREE, 1, 60, 40, "pictures over which the macroblock tree grows");
    private static final Real IP_RATIO = new Real("ipRatio", Role.FREE, 1, 2, 0.01, 1.4, "how much coarser P pictures are quantised than I pictures");
    private static final Real PB_RATIO = new Real("pbRatio", Role.FREE, 1, 2, 0.01, 1.3, "how much coarser B pictures are quantised than P pictures, without the macroblock tree");
    private static final Whole DEBLOCK_ALPHA = new Whole("deblockAlpha", Role.FREE, -4, 4, 0, "strength of the deblocking filter");
    private static final Whole DEBLOCK_BETA = new Whole("deblockBeta", Role.FREE, -4, 4, 0, "threshold of the deblocking filter");

    private static final Real SCALE = new Real("scale", Role.RATE, 0.05, 1, 0.001, 1, "the short side of the coded picture by the source's");
    private static final Real CRF = new Real("crf", Role.RATE, 1, 51, 0.01, 23, "the quality target: libx264's constant rate factor");
    // spotless:on

    /** All genes, in the order in which files name them. */
    public static final List<Gene> GENES = List.of(
            CODEC,
            B_FRAMES,
            B_PYRAMID,
            REFS,
            SLICES,
            ENTROPY_CODER,
            TRANSFORM_8X8,
            PRESET,
            ME,
            SUBME,
            TRELLIS,
            AQ_MODE,
            AQ_STRENGTH,
            PSY_RD,
            PSY_TRELLIS,
            QCOMP,
            MBTREE,
            LOOKAHEAD,
            IP_RATIO,
            PB_RATIO,
            DEBLOCK_ALPHA,
            DEBLOCK_BETA,
            SCALE,
            CRF);

    private static final Map<String, Gene> BY_NAME = GENES.stream().collect(toUnmodifiableMap(Gene::name, it -> it));

    private Genome() {}

    /** A gene by its name in files. */
    public static Optional<Gene> gene(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /**
     * The encoding parameters that a genotype stands for.
     *
     * @param genotype a value for every gene; {@code scale} has been made use of by whoever chose the size
     * @param pictureSize the size that is coded
     */
    public static Profile profile(Genotype genotype, PictureSize pictureSize) {
        return new Profile(
                Codec.H264,
                pictureSize,
                structure(genotype),
                new RateControl.ConstantRateFactor(genotype.value(CRF)),
                tuning(genotype));
    }

    /** The structural genes. */
    public static PictureStructure structure(Genotype genotype) {
        return new PictureStructure(
                whole(genotype, B_FRAMES),
                whole(genotype, REFS),
                whole(genotype, SLICES),
                is(genotype, B_PYRAMID, "normal") ? BPyramid.NORMAL : BPyramid.NONE,
                is(genotype, ENTROPY_CODER, "cabac") ? EntropyCoder.CABAC : EntropyCoder.CAVLC,
                is(genotype, TRANSFORM_8X8, "on"));
    }

    /** The free genes. */
    public static Tuning tuning(Genotype genotype) {
        return new Tuning(
                Preset.valueOf(upper(PRESET, genotype)),
                new Search(
                        MotionEstimation.valueOf(upper(ME, genotype)),
                        whole(genotype, SUBME),
                        whole(genotype, TRELLIS)),
                new AdaptiveQuantisation(whole(genotype, AQ_MODE), genotype.value(AQ_STRENGTH)),
                new Psychovisual(genotype.value(PSY_RD), genotype.value(PSY_TRELLIS)),
                new PictureQuantisation(
                        genotype.value(QCOMP),
                        is(genotype, MBTREE, "on"),
                        whole(genotype, LOOKAHEAD),
                        genotype.value(IP_RATIO),
                        genotype.value(PB_RATIO)),
                new Deblocking(whole(genotype, DEBLOCK_ALPHA), whole(genotype, DEBLOCK_BETA)));
    }

    private static int whole(Genotype genotype, Gene gene) {
        return (int) genotype.value(gene);
    }

    private static boolean is(Genotype genotype, Choice gene, String option) {
        return gene.option(genotype.value(gene)).equals(option);
    }

    private static String upper(Choice gene, Genotype genotype) {
        return gene.option(genotype.value(gene)).toUpperCase(Locale.ROOT);
    }
}
