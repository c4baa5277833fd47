package dev.starling.swarm.breed.genome;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.starling.swarm.breed.genome.Gene.Choice;
import dev.starling.swarm.breed.genome.Gene.Real;
import dev.starling.swarm.breed.genome.Gene.Role;
import dev.starling.swarm.breed.genome.Gene.Whole;
import dev.starling.swarm.profile.Av1Tuning;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.HevcTuning;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.StructuralGenes.BPyramid;
import dev.starling.swarm.profile.StructuralGenes.EntropyCoder;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.profile.Tuning.AdaptiveQuantisation;
import dev.starling.swarm.profile.Tuning.Deblocking;
import dev.starling.swarm.profile.Tuning.MotionEstimation;
import dev.starling.swarm.profile.Tuning.PictureQuantisation;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.profile.Tuning.Psychovisual;
import dev.starling.swarm.profile.Tuning.Search;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every gene, which codecs express it, and what a genotype means as a {@link Profile}. */
public final class Genome {
    private static final Set<Codec> ALL = Set.of(Codec.values());
    private static final Set<Codec> H264 = Set.of(Codec.H264);
    private static final Set<Codec> HEVC = Set.of(Codec.HEVC);
    private static final Set<Codec> AV1 = Set.of(Codec.AV1);
    /** Encoders of one descent, which call much the same and scale it the same. */
    private static final Set<Codec> X26 = Set.of(Codec.H264, Codec.HEVC);

    // spotless:off
    static final Choice CODEC = new Choice("codec", ALL, Role.STRUCTURAL, Arrays.stream(Codec.values()).map(Genome::name).toList(), "the coding standard");
    private static final Real GOP = new Real("gop", ALL, Role.STRUCTURAL, StructuralGenes.LEAST_GOP_SECONDS, StructuralGenes.LONGEST_GOP_SECONDS, 0.25, StructuralGenes.LONGEST_GOP_SECONDS, "the longest GOP, in seconds: the most time from a key picture to the next within a clip");
    private static final Whole B_FRAMES = new Whole("bframes", X26, Role.STRUCTURAL, 0, 8, 3, "the most consecutive B pictures");
    private static final Choice B_PYRAMID = new Choice("bPyramid", X26, Role.STRUCTURAL, List.of("normal", "none"), "whether B pictures may be references");
    private static final Whole REFS = new Whole("refs", X26, Role.STRUCTURAL, 1, 8, 3, "the most reference frames");
    private static final Whole SLICES = new Whole("slices", H264, Role.STRUCTURAL, 1, 4, 1, "slices a picture");
    private static final Choice ENTROPY_CODER = new Choice("entropyCoder", H264, Role.STRUCTURAL, List.of("cabac", "cavlc"), "the entropy coder of slice data");
    private static final Choice TRANSFORM_8X8 = new Choice("transform8x8", H264, Role.STRUCTURAL, List.of("on", "off"), "whether the 8x8 transform may be used");
    private static final Choice CTU = new Choice("ctu", HEVC, Role.STRUCTURAL, List.of("64", "32", "16"), "the side of the largest block, in luma samples");
    private static final Whole LAYERS = new Whole("layers", AV1, Role.STRUCTURAL, 3, 6, 5, "layers of the hierarchy of pictures: mini-GOPs of 4 to 32 pictures");

    private static final Choice PRESET = new Choice("preset", H264, Role.FREE, List.of("medium", "veryfast", "faster", "fast", "slow", "slower"), "libx264's preset: all that no other gene says");
    private static final Choice X265_PRESET = new Choice("x265Preset", HEVC, Role.FREE, List.of("medium", "ultrafast", "superfast", "veryfast", "faster", "fast", "slow"), "libx265's preset: all that no other gene says");
    private static final Whole SVT_PRESET = new Whole("svtPreset", AV1, Role.FREE, 4, 13, 8, "SVT-AV1's preset, higher is faster: all that no other gene says");
    private static final Choice ME = new Choice("me", X26, Role.FREE, List.of("hex", "dia", "umh"), "the pattern of whole-sample motion search");
    private static final Whole SUBME = new Whole("subme", H264, Role.FREE, 1, 10, 7, "the effort of sub-sample motion search and mode decision");
    private static final Whole X265_SUBME = new Whole("x265Subme", HEVC, Role.FREE, 0, 7, 2, "the effort of sub-sample motion search");
    private static final Whole TRELLIS = new Whole("trellis", H264, Role.FREE, 0, 2, 1, "rate-distortion optimal quantisation: off, of the final coding, always");
    private static final Whole RD = new Whole("rd", HEVC, Role.FREE, 1, 6, 3, "how many decisions weigh rate against distortion");
    private static final Whole RDOQ = new Whole("rdoq", HEVC, Role.FREE, 0, 2, 0, "rate-distortion optimal quantisation: off, of levels, of coefficient groups too");
    private static final Whole MAX_MERGE = new Whole("maxMerge", HEVC, Role.FREE, 1, 5, 3, "neighbours from which a block may take over its motion");
    private static final Whole AQ_MODE = new Whole("aqMode", X26, Role.FREE, 0, 3, 1, "how the blocks of a picture are weighed against each other");
    private static final Real AQ_STRENGTH = new Real("aqStrength", X26, Role.FREE, 0, 2, 0.01, 1, "how much");
    private static final Real PSY_RD = new Real("psyRd", X26, Role.FREE, 0, 2, 0.01, 0, "detail kept against plain fidelity, in mode decision");
    private static final Real PSY_TRELLIS = new Real("psyTrellis", H264, Role.FREE, 0, 1, 0.01, 0, "the same, in quantisation");
    private static final Real PSY_RDOQ = new Real("psyRdoq", HEVC, Role.FREE, 0, 10, 0.1, 0, "the same, in quantisation, by libx265's scale");
    private static final Real QCOMP = new Real("qcomp", H264, Role.FREE, 0, 1, 0.01, 0.6, "how little the quantiser follows the scene's complexity");
    private static final Real X265_QCOMP = new Real("x265Qcomp", HEVC, Role.FREE, 0.5, 1, 0.01, 0.6, "how little the quantiser follows the scene's complexity");
    private static final Choice MBTREE = new Choice("mbtree", X26, Role.FREE, List.of("on", "off"), "whether bits move to blocks that later pictures refer to");
    private static final Whole LOOKAHEAD = new Whole("lookahead", X26, Role.FREE, 1, 60, 40, "pictures over which the macroblock tree grows");
    private static final Real IP_RATIO = new Real("ipRatio", X26, Role.FREE, 1, 2, 0.01, 1.4, "how much coarser P pictures are quantised than I pictures");
    private static final Real PB_RATIO = new Real("pbRatio", X26, Role.FREE, 1, 2, 0.01, 1.3, "how much coarser B pictures are quantised than P pictures, without the macroblock tree");
    private static final Whole DEBLOCK_ALPHA = new Whole("deblockAlpha", X26, Role.FREE, -4, 4, 0, "strength of the deblocking filter");
    private static final Whole DEBLOCK_BETA = new Whole("deblockBeta", X26, Role.FREE, -4, 4, 0, "threshold of the deblocking filter");
    private static final Choice SAO = new Choice("sao", HEVC, Role.FREE, List.of("on", "off"), "sample adaptive offset");

    private static final Choice SVT_TUNE = new Choice("svtTune", AV1, Role.FREE, List.of("psnr", "ssim", "vq"), "what distortion is");
    private static final Choice SVT_AQ_MODE = new Choice("svtAqMode", AV1, Role.FREE, List.of("deltaq", "variance", "off"), "by what bits move between the blocks of a picture");
    private static final Whole VARIANCE_BOOST = new Whole("varianceBoost", AV1, Role.FREE, 0, 4, 0, "how much finer plain blocks are quantised");
    private static final Whole VARIANCE_OCTILE = new Whole("varianceOctile", AV1, Role.FREE, 1, 8, 5, "how much of a block must be plain for that, in eighths");
    private static final Whole TEMPORAL_FILTER = new Whole("temporalFilter", AV1, Role.FREE, 0, 2, 1, "whether references are filtered over time: off, on, adaptively");
    private static final Whole TF_STRENGTH = new Whole("tfStrength", AV1, Role.FREE, 0, 4, 3, "how much");
    private static final Whole QP_SCALE_COMPRESS = new Whole("qpScaleCompress", AV1, Role.FREE, 0, 3, 0, "how little the quantiser follows the layers");
    private static final Choice OVERLAYS = new Choice("overlays", AV1, Role.FREE, List.of("off", "on"), "pictures that undo the filter over time");
    private static final Whole SHARPNESS = new Whole("sharpness", AV1, Role.FREE, -7, 7, 0, "of decisions and of the deblocking filter");
    private static final Real AC_BIAS = new Real("acBias", AV1, Role.FREE, 0, 4, 0.05, 0, "detail kept against plain fidelity");
    private static final Choice QUANT_MATRICES = new Choice("quantMatrices", AV1, Role.FREE, List.of("off", "on"), "whether high frequencies are quantised more coarsely");
    private static final Whole QM_MIN = new Whole("qmMin", AV1, Role.FREE, 0, 15, 8, "the steepest matrix; 15 is flat");
    private static final Choice SCREEN_CONTENT = new Choice("screenContent", AV1, Role.FREE, List.of("auto", "off", "on"), "the tools for drawn pictures");
    private static final Choice CDEF = new Choice("cdef", AV1, Role.FREE, List.of("on", "off"), "the directional enhancement filter, as the preset has it");
    private static final Choice RESTORATION = new Choice("restoration", AV1, Role.FREE, List.of("on", "off"), "loop restoration, as the preset has it");

    private static final Real SCALE = new Real("scale", ALL, Role.RATE, 0.05, 1, 0.001, 1, "the short side of the coded picture by the source's");
    private static final Real CRF = new Real("crf", X26, Role.RATE, 1, 51, 0.01, 23, "the quality target: the encoder's constant rate factor");
    private static final Real SVT_CRF = new Real("svtCrf", AV1, Role.RATE, 1, 63, 0.25, 35, "the quality target: SVT-AV1's constant rate factor");
    // spotless:on

    /** All genes, in the order in which files name them. */
    public static final List<Gene> GENES = List.of(
            CODEC,
            GOP,
            B_FRAMES,
            B_PYRAMID,
            REFS,
            SLICES,
            ENTROPY_CODER,
            TRANSFORM_8X8,
            CTU,
            LAYERS,
            PRESET,
            X265_PRESET,
            SVT_PRESET,
            ME,
            SUBME,
            X265_SUBME,
            TRELLIS,
            RD,
            RDOQ,
            MAX_MERGE,
            AQ_MODE,
            AQ_STRENGTH,
            PSY_RD,
            PSY_TRELLIS,
            PSY_RDOQ,
            QCOMP,
            X265_QCOMP,
            MBTREE,
            LOOKAHEAD,
            IP_RATIO,
            PB_RATIO,
            DEBLOCK_ALPHA,
            DEBLOCK_BETA,
            SAO,
            SVT_TUNE,
            SVT_AQ_MODE,
            VARIANCE_BOOST,
            VARIANCE_OCTILE,
            TEMPORAL_FILTER,
            TF_STRENGTH,
            QP_SCALE_COMPRESS,
            OVERLAYS,
            SHARPNESS,
            AC_BIAS,
            QUANT_MATRICES,
            QM_MIN,
            SCREEN_CONTENT,
            CDEF,
            RESTORATION,
            SCALE,
            CRF,
            SVT_CRF);

    private static final Map<String, Gene> BY_NAME = GENES.stream().collect(toUnmodifiableMap(Gene::name, it -> it));

    private static final Map<Codec, List<Gene>> BY_CODEC = Arrays.stream(Codec.values())
            .collect(toUnmodifiableMap(
                    codec -> codec,
                    codec -> GENES.stream()
                            .filter(it -> it.codecs().contains(codec))
                            .toList()));

    private Genome() {}

    /** A gene by its name in files. */
    public static Optional<Gene> gene(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The genes that a codec expresses, in the order in which files name them. */
    public static List<Gene> genes(Codec codec) {
        return BY_CODEC.getOrDefault(codec, List.of());
    }

    /** A codec's name in files. */
    public static String name(Codec codec) {
        return codec.name().toLowerCase(Locale.ROOT);
    }

    static Codec codec(Genotype genotype) {
        return value(genotype, CODEC, Codec.class);
    }

    static Gene rateFactor(Codec codec) {
        return switch (codec) {
            case H264, HEVC -> CRF;
            case AV1 -> SVT_CRF;
        };
    }

    /**
     * The encoding parameters that a genotype stands for.
     *
     * @param genotype {@code scale} has been made use of by whoever chose the size
     * @param pictureSize the size that is coded
     */
    public static Profile profile(Genotype genotype, PictureSize pictureSize) {
        ConstantRateFactor quality = new ConstantRateFactor(genotype.value(rateFactor(genotype.codec())));
        return switch (genotype.codec()) {
            case H264 -> new Profile.H264(pictureSize, structure(genotype), quality, tuning(genotype));
            case HEVC -> new Profile.Hevc(pictureSize, quality, hevc(genotype));
            case AV1 -> new Profile.Av1(pictureSize, quality, av1(genotype));
        };
    }

    /**
     * The structural genes of a genotype in H.264.
     *
     * @throws IllegalArgumentException if it is in another codec
     */
    public static StructuralGenes structure(Genotype genotype) {
        requireH264(genotype);
        return new StructuralGenes(
                genotype.value(GOP),
                whole(genotype, B_FRAMES),
                whole(genotype, REFS),
                whole(genotype, SLICES),
                bPyramid(genotype),
                value(genotype, ENTROPY_CODER, EntropyCoder.class),
                is(genotype, TRANSFORM_8X8, "on"));
    }

    /**
     * The free genes of a genotype in H.264.
     *
     * @throws IllegalArgumentException if it is in another codec
     */
    public static Tuning tuning(Genotype genotype) {
        requireH264(genotype);
        return new Tuning(
                value(genotype, PRESET, Preset.class),
                new Search(
                        value(genotype, ME, MotionEstimation.class), whole(genotype, SUBME), whole(genotype, TRELLIS)),
                adaptiveQuantisation(genotype),
                new Psychovisual(genotype.value(PSY_RD), genotype.value(PSY_TRELLIS)),
                pictureQuantisation(genotype, QCOMP),
                deblocking(genotype));
    }

    private static void requireH264(Genotype genotype) {
        if (genotype.codec() != Codec.H264) {
            throw new IllegalArgumentException("members are made in h264 only, not in " + name(genotype.codec()));
        }
    }

    private static HevcTuning hevc(Genotype genotype) {
        return new HevcTuning(
                value(genotype, X265_PRESET, Preset.class),
                new HevcTuning.Pictures(
                        genotype.value(GOP), whole(genotype, B_FRAMES), bPyramid(genotype), whole(genotype, REFS)),
                new HevcTuning.Search(
                        value(genotype, ME, MotionEstimation.class),
                        whole(genotype, X265_SUBME),
                        whole(genotype, MAX_MERGE)),
                new HevcTuning.Decision(
                        whole(genotype, RD), whole(genotype, RDOQ), genotype.value(PSY_RD), genotype.value(PSY_RDOQ)),
                adaptiveQuantisation(genotype),
                pictureQuantisation(genotype, X265_QCOMP),
                new HevcTuning.Filters(deblocking(genotype), is(genotype, SAO, "on")),
                Integer.parseInt(CTU.option(genotype.value(CTU))));
    }

    private static Av1Tuning av1(Genotype genotype) {
        return new Av1Tuning(
                whole(genotype, SVT_PRESET),
                genotype.value(GOP),
                whole(genotype, LAYERS),
                value(genotype, SVT_TUNE, Av1Tuning.Tune.class),
                new Av1Tuning.Blocks(
                        value(genotype, SVT_AQ_MODE, Av1Tuning.AqMode.class),
                        whole(genotype, VARIANCE_BOOST),
                        whole(genotype, VARIANCE_OCTILE)),
                new Av1Tuning.Pictures(
                        whole(genotype, TEMPORAL_FILTER),
                        whole(genotype, TF_STRENGTH),
                        whole(genotype, QP_SCALE_COMPRESS),
                        is(genotype, OVERLAYS, "on")),
                new Av1Tuning.Detail(
                        whole(genotype, SHARPNESS),
                        genotype.value(AC_BIAS),
                        is(genotype, QUANT_MATRICES, "on"),
                        whole(genotype, QM_MIN)),
                value(genotype, SCREEN_CONTENT, Av1Tuning.ScreenContent.class),
                new Av1Tuning.Filters(is(genotype, CDEF, "on"), is(genotype, RESTORATION, "on")));
    }

    private static BPyramid bPyramid(Genotype genotype) {
        return value(genotype, B_PYRAMID, BPyramid.class);
    }

    private static AdaptiveQuantisation adaptiveQuantisation(Genotype genotype) {
        return new AdaptiveQuantisation(whole(genotype, AQ_MODE), genotype.value(AQ_STRENGTH));
    }

    private static PictureQuantisation pictureQuantisation(Genotype genotype, Gene qcomp) {
        return new PictureQuantisation(
                genotype.value(qcomp),
                is(genotype, MBTREE, "on"),
                whole(genotype, LOOKAHEAD),
                genotype.value(IP_RATIO),
                genotype.value(PB_RATIO));
    }

    private static Deblocking deblocking(Genotype genotype) {
        return new Deblocking(whole(genotype, DEBLOCK_ALPHA), whole(genotype, DEBLOCK_BETA));
    }

    private static int whole(Genotype genotype, Gene gene) {
        return (int) genotype.value(gene);
    }

    private static boolean is(Genotype genotype, Choice gene, String option) {
        return gene.option(genotype.value(gene)).equals(option);
    }

    /** The constant of an enumeration whose names are the gene's options. */
    private static <E extends Enum<E>> E value(Genotype genotype, Choice gene, Class<E> type) {
        return Enum.valueOf(type, gene.option(genotype.value(gene)).toUpperCase(Locale.ROOT));
    }
}
