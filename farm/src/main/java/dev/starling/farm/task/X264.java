package dev.starling.farm.task;

import dev.starling.libav.FrameSize;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.PictureFormat;
import dev.starling.media.encoding.StreamFormat;
import dev.starling.media.encoding.StreamFormat.CodingTool;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
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

/** A profile of H.264 in libx264's words. */
final class X264 {
    /**
     * The cores are shared by tasks, not by an encoder's threads: one thread wastes nothing, and its bytes never
     * differ.
     */
    private static final int THREADS = 1;

    private X264() {}

    /** The settings with which a profile's members are made. */
    static EncodingSettings settings(Profile.H264 profile, SourceFormat source) {
        return new EncodingSettings(
                format(profile.structure(), profile.pictureSize(), source),
                switch (profile.rateControl()) {
                    case RateControl.ConstantRateFactor(double crf) -> crf;
                },
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
        if (genes.transform8x8()) {
            tools.add(CodingTool.TRANSFORM_8X8);
        }
        return new StreamFormat(
                new PictureFormat(new FrameSize(size.width(), size.height()), source.colour(), source.frameRate()),
                genes.maxBFrames(),
                genes.referenceFrames(),
                genes.slices(),
                tools);
    }

    /** The most pictures from an IDR picture to the next; empty where no clip is longer. */
    static OptionalInt longestGop(double gopSeconds, SourceFormat source) {
        return gopSeconds == StructuralGenes.LONGEST_GOP_SECONDS
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
        parameters.put("mbtree", pictures.macroblockTree() ? "1" : "0");
        parameters.put("rc-lookahead", Integer.toString(pictures.lookahead()));
        parameters.put(
                "deblock",
                tuning.deblocking().alpha() + "," + tuning.deblocking().beta());
        return parameters;
    }

    /** What libx264 and libx265 call the same. */
    static Map<String, String> shared(Tuning.AdaptiveQuantisation blocks, Tuning.PictureQuantisation pictures) {
        return Map.of(
                "aq-mode", Integer.toString(blocks.mode()),
                "aq-strength", number(blocks.strength()),
                "qcomp", number(pictures.qcomp()),
                "ipratio", number(pictures.ipRatio()),
                "pbratio", number(pictures.pbRatio()));
    }

    /**
     * {@code chroma_qp_index_offset} of every picture parameter set: what libx264 takes without psycho-visual
     * optimisation.
     */
    private static final int CHROMA_QP_INDEX_OFFSET = 0;
    /** The first {@code subme} at which libx264 weighs rate against distortion; below, {@code psy-rd} says nothing. */
    private static final int RATE_DISTORTION_SUBME = 6;
    /** libx264 keeps both strengths as fixed-point numbers; what rounds to zero there is off. */
    private static final double LEAST_RATE_DISTORTION = 0.5 / 256;

    private static final double LEAST_TRELLIS = 4 * LEAST_RATE_DISTORTION;
    private static final double WEAK = 0.25;

    /**
     * The parameter that gives all members the same {@code chroma_qp_index_offset}, which stands in the picture
     * parameter set. libx264 takes 1 (weak) or 2 from what it is told for each kind of psychovisual optimisation that
     * is on, since luma then gets more of the bits.
     */
    private static int chromaQpOffset(Tuning tuning) {
        Tuning.Psychovisual psychovisual = tuning.psychovisual();
        int offset = CHROMA_QP_INDEX_OFFSET;
        if (tuning.search().subpelRefinement() >= RATE_DISTORTION_SUBME
                && psychovisual.rateDistortion() >= LEAST_RATE_DISTORTION) {
            offset += psychovisual.rateDistortion() < WEAK ? 1 : 2;
        }
        if (tuning.search().trellis() > 0 && psychovisual.trellis() >= LEAST_TRELLIS) {
            offset += psychovisual.trellis() < WEAK ? 1 : 2;
        }
        return offset;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
