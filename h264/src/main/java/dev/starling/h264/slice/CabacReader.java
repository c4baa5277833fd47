package dev.starling.h264.slice;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.entropy.CabacDecoder;
import dev.starling.h264.entropy.CabacResidual;
import dev.starling.h264.syntax.SliceType;

/** Reads slice data coded with CABAC, using the binarisations of 9.3.2 and the contexts of 9.3.3.1. */
final class CabacReader implements MacroblockReader {

    /** Longer Exp-Golomb prefixes give differences outside every allowed range, as in {@link CavlcReader}. */
    private static final int MAX_MVD_SUFFIX_LENGTH = 15;

    private static final int UNREAD = -1;

    private final SliceData data;
    private final Neighbours geometry;
    private final CabacNeighbours neighbours;
    private final CabacDecoder cabac = new CabacDecoder();
    private final BitReader bits = new BitReader();

    private SliceType sliceType = SliceType.I;
    private boolean fieldPicture;
    private boolean fieldMb;
    private boolean chroma;
    private boolean codes8x8BlockFlag;
    private int chromaBlocks;
    private int maxQpDelta;
    /** Number of macroblocks from the start of the slice to the end of the picture. */
    private int mbLimit;
    /** Whether mb_skip_flag 0 of the next macroblock has already been read, after skipped ones. */
    private boolean notSkippedAhead;
    /** end_of_slice_flag if it has already been read, after skipped macroblocks; else {@link #UNREAD}. */
    private int endAhead;

    private byte[] rbsp = {};
    private int length;

    CabacReader(SliceData data, Neighbours geometry) {
        this.data = data;
        this.geometry = geometry;
        this.neighbours = new CabacNeighbours(data, geometry);
    }

    @Override
    public void begin(SliceParameters parameters, byte[] rbsp, int length, long bitPosition) {
        this.rbsp = rbsp;
        this.length = length;
        bits.reset(rbsp, 0, length);
        bits.skip(Math.toIntExact(bitPosition), "slice_data");
        while (!bits.isByteAligned()) {
            if (!bits.flag("cabac_alignment_one_bit")) {
                throw bits.malformed("cabac_alignment_one_bit");
            }
        }
        var header = parameters.header();
        sliceType = header.sliceType();
        fieldPicture = header.structure().isField();
        int chromaArrayType = parameters.sps().chromaArrayType();
        chroma = chromaArrayType == 1 || chromaArrayType == 2;
        codes8x8BlockFlag = chromaArrayType == 3;
        chromaBlocks = 4 * chromaArrayType;
        maxQpDelta = 26 + parameters.qpBdOffsetY() / 2;
        mbLimit = parameters.picSizeInMbs() - parameters.firstMbAddr();
        notSkippedAhead = false;
        endAhead = UNREAD;
        neighbours.begin(parameters);
        cabac.initContexts(
                sliceType == SliceType.I ? 0 : 1 + header.cabacInitIdc(), Math.max(0, parameters.sliceQpY()));
        startDecoding();
    }

    /** Initialises the engine (9.3.1.2). Offsets 510 and 511 are forbidden, because no encoder can produce them. */
    private void startDecoding() {
        cabac.start(rbsp, bits.byteIndex(), length);
        if (cabac.codIOffset() >= cabac.codIRange()) {
            throw bits.malformed("slice_data");
        }
    }

    @Override
    public int skipped(int mb) {
        if (notSkippedAhead) {
            notSkippedAhead = false;
            return 0;
        }
        int ctx = sliceType == SliceType.P ? CabacContexts.MB_SKIP_FLAG_P : CabacContexts.MB_SKIP_FLAG_B;
        if (bin(ctx + neighbours.mbSkipFlagInc()) == 0) {
            return 0;
        }
        neighbours.enterSkipped(mb);
        if (geometry.isMbaff()) {
            return 1;
        }
        int next = mb + 1;
        endAhead = cabac.decodeTerminate();
        while (endAhead == 0 && next < mbLimit) {
            if (bin(ctx + neighbours.mbSkipFlagIncAfterSkipped(next)) == 0) {
                notSkippedAhead = true;
                break;
            }
            neighbours.enterSkipped(next++);
            endAhead = cabac.decodeTerminate();
        }
        return next - mb;
    }

    @Override
    public boolean mbFieldDecodingFlag(int mb) {
        return bin(CabacContexts.MB_FIELD_DECODING_FLAG + neighbours.mbFieldDecodingFlagInc(mb)) != 0;
    }

    @Override
    public void enter(int mb) {
        fieldMb = fieldPicture || geometry.field;
        neighbours.enter(mb);
    }

    @Override
    public int mbType() {
        return switch (sliceType) {
            case I -> mbTypeI();
            case P -> mbTypeP();
            case B -> mbTypeB();
        };
    }

    /** Table 9-36. */
    private int mbTypeI() {
        int ctx = CabacContexts.MB_TYPE_I;
        if (bin(ctx + neighbours.mbTypeIInc()) == 0) {
            return MbType.I_NXN;
        }
        return cabac.decodeTerminate() != 0 ? MbType.I_PCM : mbType16x16(ctx + 3, ctx + 4, ctx + 5, ctx + 6, ctx + 7);
    }

    /** The suffix of mb_type for intra macroblocks of P and B slices: Table 9-36 with other contexts. */
    private int mbTypeIntraSuffix(int ctx) {
        if (bin(ctx) == 0) {
            return MbType.I_NXN;
        }
        return cabac.decodeTerminate() != 0 ? MbType.I_PCM : mbType16x16(ctx + 1, ctx + 2, ctx + 2, ctx + 3, ctx + 3);
    }

    private int mbType16x16(int lumaCtx, int chromaCtx, int chromaAcCtx, int predModeCtx, int predModeLowCtx) {
        int luma = bin(lumaCtx) != 0 ? 15 : 0;
        int chromaPattern = bin(chromaCtx) == 0 ? 0 : 1 + bin(chromaAcCtx);
        int predMode = 2 * bin(predModeCtx);
        predMode += bin(predModeLowCtx);
        return MbType.intra16x16(predMode, luma | chromaPattern << 4);
    }

    /** Table 9-37 (a). */
    private int mbTypeP() {
        int ctx = CabacContexts.MB_TYPE_P;
        if (bin(ctx) != 0) {
            return mbTypeIntraSuffix(CabacContexts.MB_TYPE_P_INTRA);
        }
        if (bin(ctx + 1) == 0) {
            return MbType.P_L0_16X16 + 3 * bin(ctx + 2);
        }
        return MbType.P_L0_16X16 + 2 - bin(ctx + 3);
    }

    /** Table 9-37 (b). */
    private int mbTypeB() {
        int ctx = CabacContexts.MB_TYPE_B;
        if (bin(ctx + neighbours.mbTypeBInc()) == 0) {
            return MbType.B_DIRECT_16X16;
        }
        if (bin(ctx + 3) == 0) {
            return MbType.B_DIRECT_16X16 + 1 + bin(ctx + 5);
        }
        int bins = bin(ctx + 4);
        for (int i = 0; i < 3; i++) {
            bins = 2 * bins + bin(ctx + 5);
        }
        return switch (bins) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> MbType.B_DIRECT_16X16 + 3 + bins;
            case 13 -> mbTypeIntraSuffix(CabacContexts.MB_TYPE_B_INTRA);
            case 14 -> MbType.B_DIRECT_16X16 + 11;
            case 15 -> MbType.B_8X8;
            default -> MbType.B_DIRECT_16X16 + 2 * bins + bin(ctx + 5) - 4;
        };
    }

    @Override
    public void pcmSamples() {
        bits.reset(rbsp, 0, length);
        long position = cabac.bitPosition();
        // The last bit of the terminating bin is a one, as at the end of a slice (9.3.4.5).
        bits.skip((int) Math.min(Integer.MAX_VALUE, position - 1), "mb_type");
        if (!bits.flag("mb_type")) {
            throw bits.malformed("mb_type");
        }
        Pcm.read(bits, data.parameters(), data);
        startDecoding();
        neighbours.setPcm();
        neighbours.setQpDelta(0);
    }

    @Override
    public boolean transformSize8x8Flag() {
        int flag = bin(CabacContexts.TRANSFORM_SIZE_8X8_FLAG + neighbours.transformSize8x8FlagInc());
        neighbours.setTransformSize8x8Flag(flag);
        return flag != 0;
    }

    @Override
    public int intraPredMode() {
        if (bin(CabacContexts.PREV_INTRA_PRED_MODE_FLAG) != 0) {
            return -1;
        }
        int mode = bin(CabacContexts.REM_INTRA_PRED_MODE);
        mode |= bin(CabacContexts.REM_INTRA_PRED_MODE) << 1;
        return mode | bin(CabacContexts.REM_INTRA_PRED_MODE) << 2;
    }

    @Override
    public int intraChromaPredMode() {
        int ctx = CabacContexts.INTRA_CHROMA_PRED_MODE;
        int mode = 0;
        if (bin(ctx + neighbours.intraChromaPredModeInc()) != 0) {
            mode = 1;
            while (mode < 3 && bin(ctx + 3) != 0) {
                mode++;
            }
        }
        neighbours.setIntraChromaPredMode(mode);
        return mode;
    }

    @Override
    public int subMbType() {
        return sliceType == SliceType.P ? subMbTypeP() : SubMbType.B_DIRECT_8X8 + subMbTypeB();
    }

    /** Table 9-38 (a). */
    private int subMbTypeP() {
        int ctx = CabacContexts.SUB_MB_TYPE_P;
        if (bin(ctx) != 0) {
            return 0;
        }
        if (bin(ctx + 1) == 0) {
            return 1;
        }
        return 3 - bin(ctx + 2);
    }

    /** Table 9-38 (b). */
    private int subMbTypeB() {
        int ctx = CabacContexts.SUB_MB_TYPE_B;
        if (bin(ctx) == 0) {
            return 0;
        }
        if (bin(ctx + 1) == 0) {
            return 1 + bin(ctx + 3);
        }
        int type = 3;
        if (bin(ctx + 2) != 0) {
            if (bin(ctx + 3) != 0) {
                return 11 + bin(ctx + 3);
            }
            type = 7;
        }
        type += 2 * bin(ctx + 3);
        return type + bin(ctx + 3);
    }

    @Override
    public int refIdx(int list, int x, int y, int width, int height, int max) {
        int ctx = CabacContexts.REF_IDX;
        int value = 0;
        if (bin(ctx + neighbours.refIdxInc(list, x, y)) != 0) {
            value = 1;
            int next = ctx + 4;
            while (bin(next) != 0) {
                next = ctx + 5;
                value++;
                if (value > max) {
                    break;
                }
            }
        }
        if (value > max) {
            throw malformed(list == 0 ? "ref_idx_l0" : "ref_idx_l1");
        }
        neighbours.setRefIdx(list, x, y, width, height, value);
        return value;
    }

    @Override
    public void mvd(int list, int x, int y, int width, int height) {
        int sums = neighbours.absMvdSums(list, x, y);
        int mvdX = mvdComponent(list, CabacContexts.MVD_X, sums & 0xFF);
        int mvdY = mvdComponent(list, CabacContexts.MVD_Y, sums >> 8);
        neighbours.setMvd(list, x, y, width, height, mvdX, mvdY);
        data.appendPrediction(mvdX);
        data.appendPrediction(mvdY);
    }

    /** UEG3 with signedValFlag 1 and uCoff 9 (9.3.2.3). */
    private int mvdComponent(int list, int ctx, int absMvdSum) {
        if (bin(ctx + CabacContexts.mvdInc(absMvdSum)) == 0) {
            return 0;
        }
        int magnitude = 1;
        while (magnitude < CabacContexts.MVD_U_COFF && bin(ctx + 2 + Math.min(4, magnitude)) != 0) {
            magnitude++;
        }
        if (magnitude == CabacContexts.MVD_U_COFF) {
            int k = CabacContexts.MVD_K;
            while (cabac.decodeBypass() != 0) {
                magnitude += 1 << k;
                if (++k > MAX_MVD_SUFFIX_LENGTH) {
                    throw malformed(list == 0 ? "mvd_l0" : "mvd_l1");
                }
            }
            int suffix = 0;
            for (int i = 0; i < k; i++) {
                suffix = 2 * suffix + cabac.decodeBypass();
            }
            magnitude += suffix;
        }
        int sign = -cabac.decodeBypass();
        return (magnitude ^ sign) - sign;
    }

    @Override
    public int codedBlockPattern() {
        int luma = 0;
        for (int b8 = 0; b8 < 4; b8++) {
            int inc = neighbours.codedBlockPatternLumaInc(b8, luma);
            luma |= bin(CabacContexts.CODED_BLOCK_PATTERN_LUMA + inc) << b8;
        }
        int pattern = luma;
        if (chroma && bin(CabacContexts.CODED_BLOCK_PATTERN_CHROMA + neighbours.codedBlockPatternChromaInc(0)) != 0) {
            int ac = bin(CabacContexts.CODED_BLOCK_PATTERN_CHROMA + neighbours.codedBlockPatternChromaInc(1));
            pattern |= (1 + ac) << 4;
        }
        neighbours.setCodedBlockPattern(pattern);
        return pattern;
    }

    @Override
    public int mbQpDelta() {
        int ctx = CabacContexts.MB_QP_DELTA;
        int mapped = 0;
        if (bin(ctx + neighbours.mbQpDeltaInc()) != 0) {
            mapped = 1;
            int next = ctx + 2;
            while (bin(next) != 0) {
                next = ctx + 3;
                if (++mapped > 2 * maxQpDelta) {
                    throw malformed("mb_qp_delta");
                }
            }
        }
        // Table 9-3: 0, 1, −1, 2, −2 …
        int delta = (mapped & 1) != 0 ? (mapped + 1) >> 1 : -(mapped >> 1);
        if (delta == maxQpDelta) {
            throw malformed("mb_qp_delta");
        }
        return delta;
    }

    @Override
    public void qpDelta(int delta) {
        neighbours.setQpDelta(delta);
    }

    @Override
    public void dcBlock(int component) {
        int slot = BlockSlots.DC + component;
        int cat = CabacContexts.dcCat(component);
        read(slot, slot, cat, neighbours.dcInc(component), 16);
    }

    @Override
    public void block4x4(int component, int blkIdx, boolean ac) {
        int raster = BlockSlots.RASTER[blkIdx];
        int first = component * BlockSlots.COMPONENT;
        int cat = CabacContexts.block4x4Cat(component, ac);
        read(first + blkIdx, first + raster, cat, neighbours.block4x4Inc(component, raster), ac ? 15 : 16);
    }

    @Override
    public void block8x8(int component, int blkIdx8x8) {
        int raster = BlockSlots.RASTER[4 * blkIdx8x8];
        int cat = CabacContexts.block8x8Cat(component);
        if (codes8x8BlockFlag) {
            int inc = neighbours.block8x8Inc(component, raster);
            if (bin(CabacResidual.codedBlockFlagCtxIdx(cat, inc)) == 0) {
                return;
            }
        }
        neighbours.setCoded8x8(component, raster);
        int count = CabacResidual.read(cabac, cat, fieldMb, 64, data.scanIndices(), data.levels(), data.levelEnd());
        data.blockAppended(component * BlockSlots.COMPONENT + 4 * blkIdx8x8, count);
    }

    @Override
    public void chromaDcBlock(int component) {
        int slot = BlockSlots.DC + component;
        read(slot, slot, CabacContexts.CHROMA_DC_CAT, neighbours.dcInc(component), chromaBlocks);
    }

    @Override
    public void chromaAcBlock(int component, int blkIdx) {
        int slot = component * BlockSlots.COMPONENT + blkIdx;
        int inc = neighbours.chromaAcInc(component, blkIdx, chromaBlocks);
        read(slot, slot, CabacContexts.CHROMA_AC_CAT, inc, 15);
    }

    private void read(int slot, int flagBit, int cat, int inc, int maxNumCoeff) {
        if (bin(CabacResidual.codedBlockFlagCtxIdx(cat, inc)) == 0) {
            return;
        }
        neighbours.setCoded(flagBit);
        int count = CabacResidual.read(
                cabac, cat, fieldMb, maxNumCoeff, data.scanIndices(), data.levels(), data.levelEnd());
        data.blockAppended(slot, count);
    }

    private int bin(int ctxIdx) {
        return cabac.decodeDecision(ctxIdx);
    }

    private H264Exception malformed(String syntaxElement) {
        return H264Exception.malformed(syntaxElement, cabac.bitPosition());
    }

    @Override
    public boolean endOfSlice(int mb) {
        if (endAhead != UNREAD) {
            boolean end = endAhead != 0;
            endAhead = UNREAD;
            return end;
        }
        // end_of_slice_flag follows whole pairs only.
        return !(geometry.isMbaff() && geometry.isTop(mb)) && cabac.decodeTerminate() != 0;
    }

    @Override
    public boolean isOverrun() {
        return cabac.overrun();
    }

    @Override
    public long bitPosition() {
        return cabac.bitPosition();
    }

    /**
     * The last bit of the terminating bin is the rbsp_stop_one_bit (9.3.1.2), and zero bits should follow. x264 sets
     * the last bit of the byte in some pictures, as a watermark, so these bits are kept.
     */
    @Override
    public void trailingBits() {
        long stopBit = cabac.bitPosition() - 1;
        int last = (int) (stopBit >>> 3);
        int below = (0x80 >>> (int) (stopBit & 7)) - 1;
        if ((rbsp[last] & (below + 1)) == 0) {
            throw H264Exception.malformed("rbsp_stop_one_bit", stopBit);
        }
        for (int i = last + 1; i < length; i++) {
            if (rbsp[i] != 0) {
                throw H264Exception.malformed("cabac_zero_word", 8L * i);
            }
        }
        data.setTrailing(rbsp[last] & below, length - last - 1);
    }
}
