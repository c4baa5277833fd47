package dev.starling.h264.slice;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitHeader;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceType;

/**
 * Reads coded slices into {@link SliceData}: slice_data(), macroblock_layer() and the syntax below it (7.3.4, 7.3.5).
 * {@link SliceWriter} mirrors it. One instance can read any number of slices of any streams, and hardly allocates. Not
 * thread-safe.
 */
public final class SliceReader {

    private final SliceData data;
    private final Neighbours neighbours;
    private final CavlcReader cavlc;
    private final CabacReader cabac;
    private final BitReader headerBits = new BitReader();
    private byte[] rbsp = {};

    private MacroblockReader in;
    private int chromaArrayType;
    private boolean mbaff;
    private boolean transform8x8Mode;
    private boolean direct8x8Inference;
    private int maxRefIdxL0;
    private int maxRefIdxL1;
    private int qpBdOffset;
    private int qp;

    /** A reader that fills {@code data}. */
    public SliceReader(SliceData data) {
        this.data = data;
        neighbours = new Neighbours(data);
        cavlc = new CavlcReader(data, neighbours);
        cabac = new CabacReader(data, neighbours);
        in = cavlc;
    }

    /**
     * Reads the slice in {@code unit}, a NAL unit of type 1 or 5, into the workspace.
     *
     * @param parameterSets the sets that the stream has sent before the slice
     * @throws H264Exception if it cannot be read; the workspace then has the macroblocks before the fault
     */
    public void read(NalUnit unit, ParameterSets parameterSets) {
        NalUnitHeader nalUnitHeader = unit.header();
        if (!nalUnitHeader.type().isSlice()) {
            throw H264Exception.unsupported("nal_unit_type", 0);
        }
        if (rbsp.length < unit.length()) {
            rbsp = new byte[unit.length() + unit.length() / 2];
        }
        int length = unit.rbspInto(rbsp);
        headerBits.reset(rbsp, 0, length);
        var header = SliceHeader.read(headerBits, nalUnitHeader, parameterSets);
        // Without them, the header could not have been read.
        PictureParameterSet pps = parameterSets.pps(header.picParameterSetId()).orElseThrow();
        SequenceParameterSet sps = parameterSets.sps(pps.seqParameterSetId()).orElseThrow();
        var parameters = new SliceParameters(header, sps, pps);
        parameters.check();
        begin(parameters);
        in.begin(parameters, rbsp, length, headerBits.bitPosition());
        try {
            sliceData(parameters);
            checkNotOverrun("slice_data");
            in.trailingBits();
        } catch (H264Exception e) {
            checkNotOverrun(e.syntaxElement());
            throw e;
        }
    }

    private void begin(SliceParameters parameters) {
        data.begin(parameters);
        neighbours.begin(parameters);
        in = parameters.pps().entropyCodingModeFlag() ? cabac : cavlc;
        chromaArrayType = parameters.sps().chromaArrayType();
        mbaff = parameters.mbaffFrameFlag();
        transform8x8Mode = parameters.pps().transform8x8ModeFlag();
        direct8x8Inference = parameters.sps().direct8x8InferenceFlag();
        maxRefIdxL0 = parameters.header().numRefIdxL0Active(parameters.pps()) - 1;
        maxRefIdxL1 = parameters.header().numRefIdxL1Active(parameters.pps()) - 1;
        qpBdOffset = parameters.qpBdOffsetY();
        qp = parameters.sliceQpY();
    }

    private void checkNotOverrun(String syntaxElement) {
        if (in.isOverrun()) {
            throw H264Exception.truncated(syntaxElement, in.bitPosition());
        }
    }

    /** slice_data(), 7.3.4. */
    private void sliceData(SliceParameters parameters) {
        SliceType sliceType = parameters.header().sliceType();
        int skipType = sliceType == SliceType.P ? MbType.P_SKIP : MbType.B_SKIP;
        int mbLimit = parameters.picSizeInMbs() - parameters.firstMbAddr();
        boolean pairFieldIsKnown = false;
        int mb = 0;
        do {
            if (mb == mbLimit) {
                throw H264Exception.malformed("slice_data", in.bitPosition());
            }
            if (mbaff && neighbours.isTop(mb)) {
                pairFieldIsKnown = false;
            }
            boolean field = mbaff && (pairFieldIsKnown ? data.isField(mb - 1) : neighbours.inferredField(mb));
            neighbours.moveTo(mb, field);
            int skipped = sliceType == SliceType.I ? 0 : in.skipped(mb);
            if (skipped > 0) {
                data.appendSkipped(skipType, field, qp, skipped);
                if (skipped > 1) {
                    mb += skipped - 1;
                    neighbours.skipTo(mb + 1);
                }
            } else {
                if (mbaff && !pairFieldIsKnown) {
                    field = in.mbFieldDecodingFlag(mb);
                    pairFieldIsKnown = true;
                    neighbours.moveTo(mb, field);
                    if (!neighbours.isTop(mb)) {
                        // The macroblock above was skipped before its pair's flag was read.
                        data.setField(mb - 1, field);
                    }
                }
                macroblockLayer(mb, field);
                data.endMacroblock();
            }
            checkNotOverrun("macroblock_layer");
        } while (!in.endOfSlice(mb++));
        if (mbaff && !neighbours.isTop(mb)) {
            // Half a pair is missing.
            throw H264Exception.truncated("slice_data", in.bitPosition());
        }
    }

    /** macroblock_layer(), 7.3.5. */
    private void macroblockLayer(int mb, boolean field) {
        // Both the workspace and the coder need the type to begin the macroblock.
        int type = in.mbType();
        data.beginMacroblock(type, field, qp);
        in.enter(mb);
        if (type == MbType.I_PCM) {
            data.setCodedBlockPattern(mb, 0x2F);
            in.pcmSamples();
            return;
        }
        boolean transform8x8Possible = transform8x8Mode;
        boolean transform8x8 = false;
        if (MbType.hasSubMacroblocks(type)) {
            transform8x8Possible &= subMbPred(mb, type, field);
        } else {
            if (type == MbType.I_NXN && transform8x8Mode) {
                transform8x8 = in.transformSize8x8Flag();
                data.setTransform8x8(mb, transform8x8);
            }
            mbPred(type, field, transform8x8);
        }
        int pattern;
        if (MbType.isIntra16x16(type)) {
            pattern = MbType.intra16x16CodedBlockPattern(type);
            data.setCodedBlockPattern(mb, pattern);
        } else {
            pattern = in.codedBlockPattern();
            data.setCodedBlockPattern(mb, pattern);
            if ((pattern & 15) != 0
                    && transform8x8Possible
                    && type != MbType.I_NXN
                    && (type != MbType.B_DIRECT_16X16 || direct8x8Inference)) {
                transform8x8 = in.transformSize8x8Flag();
                data.setTransform8x8(mb, transform8x8);
            }
        }
        if (data.hasQpDelta(mb)) {
            qpDelta(mb);
            residual(type, pattern, transform8x8);
        } else {
            in.qpDelta(0);
        }
    }

    private void qpDelta(int mb) {
        int delta = in.mbQpDelta();
        in.qpDelta(delta);
        // (7-37)
        qp = (qp + delta + 52 + 2 * qpBdOffset) % (52 + qpBdOffset) - qpBdOffset;
        data.setQpY(mb, qp);
    }

    /** mb_pred(), 7.3.5.1. */
    private void mbPred(int type, boolean field, boolean transform8x8) {
        if (MbType.isIntra(type)) {
            if (type == MbType.I_NXN) {
                for (int i = transform8x8 ? 4 : 16; i > 0; i--) {
                    data.appendPrediction(in.intraPredMode());
                }
            }
            if (chromaArrayType == 1 || chromaArrayType == 2) {
                data.appendPrediction(in.intraChromaPredMode());
            }
        } else if (type != MbType.B_DIRECT_16X16) {
            int width = MbType.partWidth(type);
            int height = MbType.partHeight(type);
            int partitions = MbType.partitions(type);
            for (int left = partitions; left != 0; left &= left - 1) {
                int number = Integer.numberOfTrailingZeros(left);
                int list = number >> 1;
                int part = number & 1;
                int max = maxRefIdx(list, field);
                data.appendPrediction(
                        max > 0 ? in.refIdx(list, part * (width & 2), part * (height & 2), width, height, max) : 0);
            }
            for (int left = partitions; left != 0; left &= left - 1) {
                int number = Integer.numberOfTrailingZeros(left);
                int part = number & 1;
                in.mvd(number >> 1, part * (width & 2), part * (height & 2), width, height);
            }
        }
    }

    /**
     * sub_mb_pred(), 7.3.5.2.
     *
     * @return whether the transform may be 8x8: noSubMbPartSizeLessThan8x8Flag
     */
    private boolean subMbPred(int mb, int type, boolean field) {
        boolean noPartLessThan8x8 = true;
        int[] values = data.prediction();
        int first = data.predictionStart(mb);
        for (int i = 0; i < 4; i++) {
            int subType = in.subMbType();
            data.appendPrediction(subType);
            noPartLessThan8x8 &= subType == SubMbType.B_DIRECT_8X8 ? direct8x8Inference : !SubMbType.isSplit(subType);
        }
        for (int list = 0; list < 2; list++) {
            int max = type == MbType.P_8X8REF0 ? 0 : maxRefIdx(list, field);
            for (int i = 0; i < 4; i++) {
                if ((SubMbType.lists(values[first + i]) >> list & 1) != 0) {
                    data.appendPrediction(max > 0 ? in.refIdx(list, 2 * (i & 1), i & 2, 2, 2, max) : 0);
                }
            }
        }
        for (int list = 0; list < 2; list++) {
            for (int i = 0; i < 4; i++) {
                int subType = values[first + i];
                if ((SubMbType.lists(subType) >> list & 1) != 0) {
                    subMvds(list, i, SubMbType.width(subType), SubMbType.height(subType));
                }
            }
        }
        return noPartLessThan8x8;
    }

    private void subMvds(int list, int i, int width, int height) {
        for (int y = 0; y < 2; y += height) {
            for (int x = 0; x < 2; x += width) {
                in.mvd(list, 2 * (i & 1) + x, (i & 2) + y, width, height);
            }
        }
    }

    /** Field macroblocks of MBAFF frames refer to fields, of which there are two per frame. */
    private int maxRefIdx(int list, boolean field) {
        int max = list == 0 ? maxRefIdxL0 : maxRefIdxL1;
        return mbaff && field ? 2 * max + 1 : max;
    }

    /** residual(), 7.3.5.3. */
    private void residual(int type, int pattern, boolean transform8x8) {
        residualLuma(0, type, pattern, transform8x8);
        if (chromaArrayType == 3) {
            residualLuma(1, type, pattern, transform8x8);
            residualLuma(2, type, pattern, transform8x8);
        } else if (pattern >= 0x10) {
            in.chromaDcBlock(1);
            in.chromaDcBlock(2);
            if (pattern >= 0x20) {
                for (int component = 1; component <= 2; component++) {
                    for (int blkIdx = 0; blkIdx < 4 * chromaArrayType; blkIdx++) {
                        in.chromaAcBlock(component, blkIdx);
                    }
                }
            }
        }
    }

    /** residual_luma(), 7.3.5.3.1, and its counterparts for Cb and Cr. */
    private void residualLuma(int component, int type, int pattern, boolean transform8x8) {
        boolean intra16x16 = MbType.isIntra16x16(type);
        if (intra16x16) {
            in.dcBlock(component);
        }
        for (int b8 = 0; b8 < 4; b8++) {
            if ((pattern >> b8 & 1) == 0) {
                continue;
            }
            if (transform8x8) {
                in.block8x8(component, b8);
            } else {
                for (int i = 4 * b8; i < 4 * b8 + 4; i++) {
                    in.block4x4(component, i, intra16x16);
                }
            }
        }
    }
}
