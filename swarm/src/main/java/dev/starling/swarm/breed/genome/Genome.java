package dev.starling.swarm.breed.genome;

import static dev.starling.swarm.profile.StructuralGenes.MAX_GOP_SECONDS;
import static dev.starling.swarm.profile.StructuralGenes.MIN_GOP_SECONDS;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.starling.swarm.breed.genome.Gene.Bounds;
import dev.starling.swarm.breed.genome.Gene.Choice;
import dev.starling.swarm.breed.genome.Gene.Declaration;
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
import dev.starling.swarm.profile.Switch;
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

/** All genes, and the {@link Profile} of a genotype. */
public final class Genome {
    private static final Set<Codec> ALL = Set.of(Codec.values());
    private static final Set<Codec> H264 = Set.of(Codec.H264);
    private static final Set<Codec> HEVC = Set.of(Codec.HEVC);
    private static final Set<Codec> AV1 = Set.of(Codec.AV1);
    /** libx264 and libx265 share many parameters, with the same names and scales. */
    private static final Set<Codec> X26 = Set.of(Codec.H264, Codec.HEVC);

    // spotless:off
    static final Choice CODEC = structural("codec", ALL, "the coding standard")
            .oneOf(Arrays.stream(Codec.values()).map(Genome::name).toArray(String[]::new));
    private static final Real GOP = structural("gop", ALL,
            "the longest GOP, in seconds: from one key picture to the next within a clip")
            .real(new Bounds(MIN_GOP_SECONDS, MAX_GOP_SECONDS, MAX_GOP_SECONDS), 0.25);
    private static final Whole B_FRAMES = structural("bframes", X26, "the maximum number of consecutive B pictures")
            .whole(new Bounds(0, 8, 3));
    private static final Choice B_PYRAMID = structural("bPyramid", X26, "whether B pictures may be references")
            .oneOf("normal", "none");
    private static final Whole REFS = structural("refs", X26, "the maximum number of reference frames")
            .whole(new Bounds(1, 8, 3));
    private static final Whole SLICES = structural("slices", H264, "slices per picture")
            .whole(new Bounds(1, 4, 1));
    private static final Choice ENTROPY_CODER = structural("entropyCoder", H264, "the entropy coder of slice data")
            .oneOf("cabac", "cavlc");
    private static final Choice TRANSFORM_8X8 = structural("transform8x8", H264,
            "whether the 8x8 transform may be used")
            .oneOf("on", "off");
    private static final Choice CTU = structural("ctu", HEVC, "the side of the largest block, in luma samples")
            .oneOf("64", "32", "16");
    private static final Whole LAYERS = structural("layers", AV1,
            "layers of the hierarchy of pictures: mini-GOPs of 4 to 32 pictures")
            .whole(new Bounds(3, 6, 5));

    private static final Choice PRESET = free("preset", H264, "libx264's preset, for all other parameters")
            .oneOf("medium", "veryfast", "faster", "fast", "slow", "slower");
    private static final Choice X265_PRESET = free("x265Preset", HEVC, "libx265's preset, for all other parameters")
            .oneOf("medium", "ultrafast", "superfast", "veryfast", "faster", "fast", "slow");
    private static final Whole SVT_PRESET = free("svtPreset", AV1,
            "SVT-AV1's preset, for all other parameters; higher is faster")
            .whole(new Bounds(4, 13, 8));
    private static final Choice ME = free("me", X26, "the pattern of whole-sample motion search")
            .oneOf("hex", "dia", "umh");
    private static final Whole SUBME = free("subme", H264, "the effort of sub-sample motion search and mode decision")
            .whole(new Bounds(1, 10, 7));
    private static final Whole X265_SUBME = free("x265Subme", HEVC, "the effort of sub-sample motion search")
            .whole(new Bounds(0, 7, 2));
    private static final Whole TRELLIS = free("trellis", H264,
            "rate-distortion optimal quantisation: off, in the final coding, always")
            .whole(new Bounds(0, 2, 1));
    private static final Whole RD = free("rd", HEVC, "how many decisions weigh rate against distortion")
            .whole(new Bounds(1, 6, 3));
    private static final Whole RDOQ = free("rdoq", HEVC,
            "rate-distortion optimal quantisation: off, for levels, for coefficient groups too")
            .whole(new Bounds(0, 2, 0));
    private static final Whole MAX_MERGE = free("maxMerge", HEVC,
            "neighbours whose motion a block may reuse")
            .whole(new Bounds(1, 5, 3));
    private static final Whole AQ_MODE = free("aqMode", X26,
            "how bits are distributed over the blocks of a picture")
            .whole(new Bounds(0, 3, 1));
    private static final Real AQ_STRENGTH = free("aqStrength", X26, "the strength of aqMode")
            .real(new Bounds(0, 2, 1), 0.01);
    private static final Real PSY_RD = free("psyRd", X26, "detail kept at the cost of fidelity, in mode decision")
            .real(new Bounds(0, 2, 0), 0.01);
    private static final Real PSY_TRELLIS = free("psyTrellis", H264,
            "detail kept at the cost of fidelity, in quantisation")
            .real(new Bounds(0, 1, 0), 0.01);
    private static final Real PSY_RDOQ = free("psyRdoq", HEVC, "psyTrellis on libx265's scale")
            .real(new Bounds(0, 10, 0), 0.1);
    private static final Real QCOMP = free("qcomp", H264, "how little the quantiser follows the scene's complexity")
            .real(new Bounds(0, 1, 0.6), 0.01);
    private static final Real X265_QCOMP = free("x265Qcomp", HEVC,
            "how little the quantiser follows the scene's complexity")
            .real(new Bounds(0.5, 1, 0.6), 0.01);
    private static final Choice MBTREE = free("mbtree", X26,
            "whether blocks that later pictures refer to get more bits")
            .oneOf("on", "off");
    private static final Whole LOOKAHEAD = free("lookahead", X26, "pictures that the macroblock tree covers")
            .whole(new Bounds(1, 60, 40));
    private static final Real IP_RATIO = free("ipRatio", X26,
            "how much coarser P pictures are quantised than I pictures")
            .real(new Bounds(1, 2, 1.4), 0.01);
    private static final Real PB_RATIO = free("pbRatio", X26,
            "how much coarser B pictures are quantised than P pictures; unused with the macroblock tree")
            .real(new Bounds(1, 2, 1.3), 0.01);
    private static final Whole DEBLOCK_ALPHA = free("deblockAlpha", X26, "strength of the deblocking filter")
            .whole(new Bounds(-4, 4, 0));
    private static final Whole DEBLOCK_BETA = free("deblockBeta", X26, "threshold of the deblocking filter")
            .whole(new Bounds(-4, 4, 0));
    private static final Choice SAO = free("sao", HEVC, "sample adaptive offset")
            .oneOf("on", "off");

    private static final Choice SVT_TUNE = free("svtTune", AV1, "the measure of distortion")
            .oneOf("psnr", "ssim", "vq");
    private static final Choice SVT_AQ_MODE = free("svtAqMode", AV1,
            "how bits are distributed over the blocks of a picture")
            .oneOf("deltaq", "variance", "off");
    private static final Whole VARIANCE_BOOST = free("varianceBoost", AV1,
            "how much finer blocks of low variance are quantised")
            .whole(new Bounds(0, 4, 0));
    private static final Whole VARIANCE_OCTILE = free("varianceOctile", AV1,
            "how much of a block must have low variance, in eighths")
            .whole(new Bounds(1, 8, 5));
    private static final Whole TEMPORAL_FILTER = free("temporalFilter", AV1,
            "whether references are filtered over time: off, on, adaptively")
            .whole(new Bounds(0, 2, 1));
    private static final Whole TF_STRENGTH = free("tfStrength", AV1, "the strength of temporalFilter")
            .whole(new Bounds(0, 4, 3));
    private static final Whole QP_SCALE_COMPRESS = free("qpScaleCompress", AV1,
            "how little the quantiser follows the layers")
            .whole(new Bounds(0, 3, 0));
    private static final Choice OVERLAYS = free("overlays", AV1,
            "whether pictures that undo the temporal filter follow filtered references")
            .oneOf("off", "on");
    private static final Whole SHARPNESS = free("sharpness", AV1, "sharpness of decisions and of the deblocking filter")
            .whole(new Bounds(-7, 7, 0));
    private static final Real AC_BIAS = free("acBias", AV1, "detail kept at the cost of fidelity")
            .real(new Bounds(0, 4, 0), 0.05);
    private static final Choice QUANT_MATRICES = free("quantMatrices", AV1,
            "whether high frequencies are quantised more coarsely")
            .oneOf("off", "on");
    private static final Whole QM_MIN = free("qmMin", AV1, "the steepest matrix; 15 is flat")
            .whole(new Bounds(0, 15, 8));
    private static final Choice SCREEN_CONTENT = free("screenContent", AV1, "the tools for screen content")
            .oneOf("auto", "off", "on");
    private static final Choice CDEF = free("cdef", AV1,
            "the directional enhancement filter: as the preset sets it, or off")
            .oneOf("on", "off");
    private static final Choice RESTORATION = free("restoration", AV1,
            "loop restoration: as the preset sets it, or off")
            .oneOf("on", "off");

    private static final Real SCALE = rate("scale", ALL, "the ratio of the coded to the source's short side")
            .real(new Bounds(0.05, 1, 1), 0.001);
    private static final Real CRF = rate("crf", X26, "the quality target: the encoder's constant rate factor")
            .real(new Bounds(1, 51, 23), 0.01);
    private static final Real SVT_CRF = rate("svtCrf", AV1, "the quality target: SVT-AV1's constant rate factor")
            .real(new Bounds(1, 63, 35), 0.25);
    // spotless:on

    /** All genes, in the order of files. */
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

    private static Declaration structural(String name, Set<Codec> codecs, String meaning) {
        return new Declaration(name, codecs, Role.STRUCTURAL, meaning);
    }

    private static Declaration free(String name, Set<Codec> codecs, String meaning) {
        return new Declaration(name, codecs, Role.FREE, meaning);
    }

    private static Declaration rate(String name, Set<Codec> codecs, String meaning) {
        return new Declaration(name, codecs, Role.RATE, meaning);
    }

    /** A gene by its name in files. */
    public static Optional<Gene> gene(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The genes that a codec expresses, in the order of files. */
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
     * The profile of a genotype.
     *
     * @param genotype its {@code scale} is ignored: the caller chooses the size
     * @param pictureSize the coded size
     */
    public static Profile profile(Genotype genotype, PictureSize pictureSize) {
        ConstantRateFactor quality = new ConstantRateFactor(genotype.value(rateFactor(genotype.codec())));
        return switch (genotype.codec()) {
            case H264 -> new Profile.H264(pictureSize, structuralGenes(genotype), quality, tuning(genotype));
            case HEVC -> new Profile.Hevc(pictureSize, quality, hevc(genotype));
            case AV1 -> new Profile.Av1(pictureSize, quality, av1(genotype));
        };
    }

    /**
     * The structural genes of an H.264 genotype.
     *
     * @throws IllegalArgumentException if its codec is another
     */
    public static StructuralGenes structuralGenes(Genotype genotype) {
        requireH264(genotype);
        return new StructuralGenes(
                genotype.value(GOP),
                whole(genotype, B_FRAMES),
                whole(genotype, REFS),
                whole(genotype, SLICES),
                bPyramid(genotype),
                value(genotype, ENTROPY_CODER, EntropyCoder.class),
                onOff(genotype, TRANSFORM_8X8));
    }

    /**
     * The free genes of an H.264 genotype.
     *
     * @throws IllegalArgumentException if its codec is another
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
                new HevcTuning.Filters(deblocking(genotype), onOff(genotype, SAO)),
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
                        onOff(genotype, OVERLAYS)),
                new Av1Tuning.Detail(
                        whole(genotype, SHARPNESS),
                        genotype.value(AC_BIAS),
                        onOff(genotype, QUANT_MATRICES),
                        whole(genotype, QM_MIN)),
                value(genotype, SCREEN_CONTENT, Av1Tuning.ScreenContent.class),
                new Av1Tuning.Filters(onOff(genotype, CDEF), onOff(genotype, RESTORATION)));
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
                onOff(genotype, MBTREE),
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

    private static Switch onOff(Genotype genotype, Choice gene) {
        return value(genotype, gene, Switch.class);
    }

    /** The enum constant that the gene's option names. */
    private static <E extends Enum<E>> E value(Genotype genotype, Choice gene, Class<E> type) {
        return Enum.valueOf(type, gene.option(genotype.value(gene)).toUpperCase(Locale.ROOT));
    }
}
