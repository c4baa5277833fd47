package dev.starling.farm.task;

import dev.starling.libav.FrameSize;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.PictureFormat;
import dev.starling.media.encoding.StreamFormat;
import dev.starling.media.encoding.StreamFormat.CodingTool;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.StructuralGenes.BPyramid;
import dev.starling.swarm.profile.StructuralGenes.EntropyCoder;
import dev.starling.swarm.profile.Tuning;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Translates H.264 profiles to libx264's parameters. */
final class X264 {
    /** Tasks share the cores, so an encoder needs one thread: it wastes nothing, and its bytes never vary. */
    private static final int THREADS = 1;

    private X264() {}

    /** The encoding settings of a profile's members. */
    static EncodingSettings settings(Profile.H264 profile, SourceFormat source) {
        return new EncodingSettings(
                format(profile.structuralGenes(), profile.pictureSize(), source),
                profile.rateControl().rateFactor(),
                profile.tuning().preset().toString(),
                THREADS,
                parameters(profile.tuning()));
    }

    /** The stream format that structural genes give to pictures of a size. */
    static StreamFormat format(StructuralGenes genes, PictureSize size, SourceFormat source) {
        // Implicit weights follow from the distances of pictures, which all members of a blend group share.
        Set<CodingTool> tools = EnumSet.of(CodingTool.IMPLICIT_WEIGHTED_BIPREDICTION);
        if (genes.bPyramid() == BPyramid.NORMAL) {
            tools.add(CodingTool.B_PYRAMID);
        }
        if (genes.entropyCoder() == EntropyCoder.CABAC) {
            tools.add(CodingTool.CABAC);
        }
        if (genes.transform8x8().isOn()) {
            tools.add(CodingTool.TRANSFORM_8X8);
        }
        return new StreamFormat(
                pictures(size, source), genes.maxBFrames(), genes.referenceFrames(), genes.slices(), tools);
    }

    static PictureFormat pictures(PictureSize size, SourceFormat source) {
        return new PictureFormat(
                new FrameSize(size.width(), size.height()),
                source.colour(),
                source.frameRate(),
                source.peakFrameRate());
    }

    /** The most pictures from one IDR picture to the next; empty if no clip is longer. */
    static OptionalInt maxGopPictures(double gopSeconds, SourceFormat source) {
        return gopSeconds == StructuralGenes.MAX_GOP_SECONDS
                ? OptionalInt.empty()
                : OptionalInt.of((int)
                        Math.max(1, Math.round(gopSeconds * source.frameRate().value())));
    }

    private static SortedMap<String, String> parameters(Tuning tuning) {
        Tuning.Search search = tuning.search();
        Tuning.Psychovisual psychovisual = tuning.psychovisual();
        Tuning.PictureQuantisation pictures = tuning.pictures();
        SortedMap<String, String> parameters = new TreeMap<>(shared(tuning.adaptiveQuantisation(), pictures));
        parameters.put("me", search.motionEstimation().name().toLowerCase(Locale.ROOT));
        parameters.put("subme", Integer.toString(search.subpelRefinement()));
        parameters.put("trellis", Integer.toString(search.trellis()));
        parameters.put("psy-rd", number(psychovisual.rateDistortion()) + "," + number(psychovisual.trellis()));
        parameters.put("chroma-qp-offset", Integer.toString(chromaQpOffset(tuning)));
        parameters.put("mbtree", pictures.macroblockTree().isOn() ? "1" : "0");
        parameters.put("rc-lookahead", Integer.toString(pictures.lookahead()));
        parameters.put(
                "deblock",
                tuning.deblocking().alpha() + "," + tuning.deblocking().beta());
        return parameters;
    }

    /** Parameters with the same names in libx264 and libx265. */
    static Map<String, String> shared(Tuning.AdaptiveQuantisation blocks, Tuning.PictureQuantisation pictures) {
        return Map.of(
                "aq-mode", Integer.toString(blocks.mode()),
                "aq-strength", number(blocks.strength()),
                "qcomp", number(pictures.qcomp()),
                "ipratio", number(pictures.ipRatio()),
                "pbratio", number(pictures.pbRatio()));
    }

    /**
     * {@code chroma_qp_index_offset} of every picture parameter set: libx264's value without psycho-visual
     * optimisation.
     */
    private static final int CHROMA_QP_INDEX_OFFSET = 0;
    /** The lowest {@code subme} with rate–distortion decisions; below it {@code psy-rd} has no effect. */
    private static final int MIN_RATE_DISTORTION_SUBME = 6;
    /** libx264 stores both strengths in fixed point; a strength that rounds to zero is off. */
    private static final double MIN_RATE_DISTORTION = 0.5 / 256;

    private static final double MIN_TRELLIS = 4 * MIN_RATE_DISTORTION;
    private static final double WEAK = 0.25;

    /**
     * The parameter that gives all members the same {@code chroma_qp_index_offset}, a field of the shared picture
     * parameter set. For each kind of psychovisual optimisation that is on, libx264 subtracts 1 (weak) or 2 from the
     * parameter, because luma then gets more of the bits.
     */
    private static int chromaQpOffset(Tuning tuning) {
        Tuning.Psychovisual psychovisual = tuning.psychovisual();
        int offset = CHROMA_QP_INDEX_OFFSET;
        if (tuning.search().subpelRefinement() >= MIN_RATE_DISTORTION_SUBME
                && psychovisual.rateDistortion() >= MIN_RATE_DISTORTION) {
            offset += psychovisual.rateDistortion() < WEAK ? 1 : 2;
        }
        if (tuning.search().trellis() > 0 && psychovisual.trellis() >= MIN_TRELLIS) {
            offset += psychovisual.trellis() < WEAK ? 1 : 2;
        }
        return offset;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
