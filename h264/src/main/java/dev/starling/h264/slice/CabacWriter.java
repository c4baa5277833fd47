package dev.starling.h264.slice;

import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.entropy.CabacEncoder;
import dev.starling.h264.entropy.CabacResidual;
import dev.starling.h264.syntax.SliceType;

/** Writes slice data coded with CABAC: the mirror of {@link CabacReader}. */
final class CabacWriter implements MacroblockWriter {

    private final SliceData data;
    private final Neighbours geometry;
    private final CabacNeighbours neighbours;
    private final CabacEncoder cabac = new CabacEncoder();
    private final BitWriter pcmBits = new BitWriter();

    private BitWriter bits = new BitWriter();
    private SliceType sliceType = SliceType.I;
    private boolean fieldPicture;
    private boolean fieldMb;
    private boolean chroma;
    private boolean codes8x8BlockFlag;
    private int chromaBlocks;
    private boolean intra;
    private int mb;

    CabacWriter(SliceData data, Neighbours geometry) {
        this.data = data;
        this.geometry = geometry;
        this.neighbours = new CabacNeighbours(data, geometry);
    }

    @Override
    public void begin(SliceParameters parameters, BitWriter bits) {
        this.bits = bits;
        bits.alignWithOnes();
        var header = parameters.header();
        sliceType = header.sliceType();
        fieldPicture = header.structure().isField();
        int chromaArrayType = parameters.sps().chromaArrayType();
        chroma = chromaArrayType == 1 || chromaArrayType == 2;
        codes8x8BlockFlag = chromaArrayType == 3;
        chromaBlocks = 4 * chromaArrayType;
        neighbours.begin(parameters);
        cabac.reset();
        cabac.initContexts(
                sliceType == SliceType.I ? 0 : 1 + header.cabacInitIdc(), Math.max(0, parameters.sliceQpY()));
    }

    @Override
    public int skip(int mb) {
        int count = geometry.isMbaff() ? 1 : data.skippedFrom(mb);
        bin(mbSkipFlag() + neighbours.mbSkipFlagInc(), 1);
        neighbours.enterSkipped(mb);
        for (int next = mb + 1; next < mb + count; next++) {
            cabac.encodeTerminate0();
            bin(mbSkipFlag() + neighbours.mbSkipFlagIncAfterSkipped(next), 1);
            neighbours.enterSkipped(next);
        }
        return count;
    }

    @Override
    public void notSkipped() {
        bin(mbSkipFlag() + neighbours.mbSkipFlagInc(), 0);
    }

    private int mbSkipFlag() {
        return sliceType == SliceType.P ? CabacContexts.MB_SKIP_FLAG_P : CabacContexts.MB_SKIP_FLAG_B;
    }

    @Override
    public void mbFieldDecodingFlag(int mb, boolean field) {
        bin(CabacContexts.MB_FIELD_DECODING_FLAG + neighbours.mbFieldDecodingFlagInc(mb), field ? 1 : 0);
    }

    @Override
    public void enter(int mb) {
        this.mb = mb;
        fieldMb = fieldPicture || geometry.field;
        neighbours.enter(mb);
    }

    @Override
    public void mbType(int type) {
        intra = MbType.isIntra(type);
        switch (sliceType) {
            case I -> mbTypeI(type);
            case P -> mbTypeP(type);
            case B -> mbTypeB(type);
        }
    }

    private void mbTypeI(int type) {
        int ctx = CabacContexts.MB_TYPE_I;
        bin(ctx + neighbours.mbTypeIInc(), type == MbType.I_NXN ? 0 : 1);
        mbType16x16OrPcm(type, ctx + 3, ctx + 4, ctx + 5, ctx + 6, ctx + 7);
    }

    private void mbTypeIntraSuffix(int type, int ctx) {
        bin(ctx, type == MbType.I_NXN ? 0 : 1);
        mbType16x16OrPcm(type, ctx + 1, ctx + 2, ctx + 2, ctx + 3, ctx + 3);
    }

    private void mbType16x16OrPcm(
            int type, int lumaCtx, int chromaCtx, int chromaAcCtx, int predModeCtx, int predModeLowCtx) {
        if (type == MbType.I_NXN) {
            return;
        }
        if (type == MbType.I_PCM) {
            cabac.encodeTerminate1();
            return;
        }
        cabac.encodeTerminate0();
        int pattern = MbType.intra16x16CodedBlockPattern(type);
        bin(lumaCtx, pattern & 1);
        int chromaPattern = pattern >> 4;
        bin(chromaCtx, chromaPattern == 0 ? 0 : 1);
        if (chromaPattern != 0) {
            bin(chromaAcCtx, chromaPattern - 1);
        }
        int predMode = MbType.intra16x16PredMode(type);
        bin(predModeCtx, predMode >> 1);
        bin(predModeLowCtx, predMode & 1);
    }

    private void mbTypeP(int type) {
        int ctx = CabacContexts.MB_TYPE_P;
        if (intra) {
            bin(ctx, 1);
            mbTypeIntraSuffix(type, CabacContexts.MB_TYPE_P_INTRA);
            return;
        }
        bin(ctx, 0);
        int number = type - MbType.P_L0_16X16;
        if (number == 1 || number == 2) {
            bin(ctx + 1, 1);
            bin(ctx + 3, 2 - number);
        } else {
            bin(ctx + 1, 0);
            bin(ctx + 2, number == 0 ? 0 : 1);
        }
    }

    private void mbTypeB(int type) {
        int ctx = CabacContexts.MB_TYPE_B;
        int first = ctx + neighbours.mbTypeBInc();
        if (type == MbType.B_DIRECT_16X16) {
            bin(first, 0);
            return;
        }
        bin(first, 1);
        int number = type - MbType.B_DIRECT_16X16;
        if (!intra && number <= 2) {
            bin(ctx + 3, 0);
            bin(ctx + 5, number - 1);
            return;
        }
        bin(ctx + 3, 1);
        if (intra) {
            mbTypeBBins(13);
            mbTypeIntraSuffix(type, CabacContexts.MB_TYPE_B_INTRA);
        } else if (number <= 10) {
            mbTypeBBins(number - 3);
        } else if (number == 11) {
            mbTypeBBins(14);
        } else if (type == MbType.B_8X8) {
            mbTypeBBins(15);
        } else {
            mbTypeBBins((number + 4) >> 1);
            bin(ctx + 5, number & 1);
        }
    }

    private void mbTypeBBins(int bins) {
        int ctx = CabacContexts.MB_TYPE_B;
        bin(ctx + 4, bins >> 3);
        for (int i = 2; i >= 0; i--) {
            bin(ctx + 5, bins >> i & 1);
        }
    }

    @Override
    public void pcmSamples() {
        setBitsBelowStopBit(data.prediction()[data.predictionStart(mb)]);
        pcmBits.reset();
        Pcm.write(pcmBits, data.parameters(), data, mb);
        cabac.append(pcmBits.data(), 0, pcmBits.sizeBytes());
        cabac.start();
        neighbours.setPcm();
        neighbours.setQpDelta(0);
    }

    @Override
    public void transformSize8x8Flag(boolean flag) {
        int bin = flag ? 1 : 0;
        bin(CabacContexts.TRANSFORM_SIZE_8X8_FLAG + neighbours.transformSize8x8FlagInc(), bin);
        neighbours.setTransformSize8x8Flag(bin);
    }

    @Override
    public void intraPredMode(int mode) {
        bin(CabacContexts.PREV_INTRA_PRED_MODE_FLAG, mode < 0 ? 1 : 0);
        if (mode >= 0) {
            bin(CabacContexts.REM_INTRA_PRED_MODE, mode & 1);
            bin(CabacContexts.REM_INTRA_PRED_MODE, mode >> 1 & 1);
            bin(CabacContexts.REM_INTRA_PRED_MODE, mode >> 2);
        }
    }

    @Override
    public void intraChromaPredMode(int mode) {
        int ctx = CabacContexts.INTRA_CHROMA_PRED_MODE;
        bin(ctx + neighbours.intraChromaPredModeInc(), mode == 0 ? 0 : 1);
        for (int i = 1; i < Math.min(3, mode + 1); i++) {
            bin(ctx + 3, i < mode ? 1 : 0);
        }
        neighbours.setIntraChromaPredMode(mode);
    }

    @Override
    public void subMbType(int type) {
        if (sliceType == SliceType.P) {
            subMbTypeP(type);
        } else {
            subMbTypeB(type - SubMbType.B_DIRECT_8X8);
        }
    }

    private void subMbTypeP(int type) {
        int ctx = CabacContexts.SUB_MB_TYPE_P;
        bin(ctx, type == 0 ? 1 : 0);
        if (type != 0) {
            bin(ctx + 1, type == 1 ? 0 : 1);
            if (type != 1) {
                bin(ctx + 2, 3 - type);
            }
        }
    }

    private void subMbTypeB(int type) {
        int ctx = CabacContexts.SUB_MB_TYPE_B;
        bin(ctx, type == 0 ? 0 : 1);
        if (type == 0) {
            return;
        }
        bin(ctx + 1, type <= 2 ? 0 : 1);
        if (type <= 2) {
            bin(ctx + 3, type - 1);
            return;
        }
        bin(ctx + 2, type <= 6 ? 0 : 1);
        if (type >= 11) {
            bin(ctx + 3, 1);
            bin(ctx + 3, type - 11);
            return;
        }
        int rest = type - 3;
        if (type > 6) {
            bin(ctx + 3, 0);
            rest = type - 7;
        }
        bin(ctx + 3, rest >> 1);
        bin(ctx + 3, rest & 1);
    }

    @Override
    public void refIdx(int list, int x, int y, int width, int height, int max, int value) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException((list == 0 ? "ref_idx_l0" : "ref_idx_l1") + " = " + value);
        }
        int ctx = CabacContexts.REF_IDX;
        int next = ctx + neighbours.refIdxInc(list, x, y);
        for (int i = 0; i < value; i++) {
            bin(next, 1);
            next = i == 0 ? ctx + 4 : ctx + 5;
        }
        bin(next, 0);
        neighbours.setRefIdx(list, x, y, width, height, value);
    }

    @Override
    public void mvd(int list, int x, int y, int width, int height, int mvdX, int mvdY) {
        int sums = neighbours.absMvdSums(list, x, y);
        mvdComponent(CabacContexts.MVD_X, sums & 0xFF, mvdX);
        mvdComponent(CabacContexts.MVD_Y, sums >> 8, mvdY);
        neighbours.setMvd(list, x, y, width, height, mvdX, mvdY);
    }

    private void mvdComponent(int ctx, int absMvdSum, int value) {
        int magnitude = Math.abs(value);
        int next = ctx + CabacContexts.mvdInc(absMvdSum);
        int prefix = Math.min(magnitude, CabacContexts.MVD_U_COFF);
        for (int i = 1; i <= prefix; i++) {
            bin(next, 1);
            next = ctx + 2 + Math.min(4, i);
        }
        if (prefix < CabacContexts.MVD_U_COFF) {
            bin(next, 0);
        } else {
            int rest = magnitude - CabacContexts.MVD_U_COFF;
            int k = CabacContexts.MVD_K;
            while (rest >= 1 << k) {
                cabac.encodeBypass(1);
                rest -= 1 << k++;
            }
            cabac.encodeBypass(0);
            cabac.encodeBypass(rest, k);
        }
        if (magnitude != 0) {
            cabac.encodeBypass(value < 0 ? 1 : 0);
        }
    }

    @Override
    public void codedBlockPattern(int pattern) {
        for (int b8 = 0; b8 < 4; b8++) {
            int inc = neighbours.codedBlockPatternLumaInc(b8, pattern);
            bin(CabacContexts.CODED_BLOCK_PATTERN_LUMA + inc, pattern >> b8 & 1);
        }
        if (chroma) {
            int chromaPattern = pattern >> 4;
            int ctx = CabacContexts.CODED_BLOCK_PATTERN_CHROMA;
            bin(ctx + neighbours.codedBlockPatternChromaInc(0), chromaPattern == 0 ? 0 : 1);
            if (chromaPattern != 0) {
                bin(ctx + neighbours.codedBlockPatternChromaInc(1), chromaPattern - 1);
            }
        }
        neighbours.setCodedBlockPattern(pattern);
    }

    @Override
    public void mbQpDelta(int delta) {
        int ctx = CabacContexts.MB_QP_DELTA;
        int mapped = delta > 0 ? 2 * delta - 1 : -2 * delta;
        int next = ctx + neighbours.mbQpDeltaInc();
        for (int i = 0; i < mapped; i++) {
            bin(next, 1);
            next = i == 0 ? ctx + 2 : ctx + 3;
        }
        bin(next, 0);
    }

    @Override
    public void qpDelta(int delta) {
        neighbours.setQpDelta(delta);
    }

    @Override
    public void dcBlock(int component, int at, int count) {
        write(BlockSlots.DC + component, CabacContexts.dcCat(component), neighbours.dcInc(component), 16, at, count);
    }

    @Override
    public void block4x4(int component, int blkIdx, boolean ac, int at, int count) {
        int raster = BlockSlots.RASTER[blkIdx];
        write(
                component * BlockSlots.COMPONENT + raster,
                CabacContexts.block4x4Cat(component, ac),
                neighbours.block4x4Inc(component, raster),
                ac ? 15 : 16,
                at,
                count);
    }

    @Override
    public void block8x8(int component, int blkIdx8x8, int at, int count) {
        int raster = BlockSlots.RASTER[4 * blkIdx8x8];
        int cat = CabacContexts.block8x8Cat(component);
        if (codes8x8BlockFlag) {
            int inc = neighbours.block8x8Inc(component, raster);
            bin(CabacResidual.codedBlockFlagCtxIdx(cat, inc), count == 0 ? 0 : 1);
            if (count == 0) {
                return;
            }
        } else if (count == 0) {
            throw new IllegalStateException("8x8 block " + blkIdx8x8 + " of macroblock " + mb
                    + " has no levels, but coded_block_pattern says that it has");
        }
        neighbours.setCoded8x8(component, raster);
        CabacResidual.write(cabac, cat, fieldMb, 64, data.scanIndices(), data.levels(), at, count);
    }

    @Override
    public void chromaDcBlock(int component, int at, int count) {
        write(
                BlockSlots.DC + component,
                CabacContexts.CHROMA_DC_CAT,
                neighbours.dcInc(component),
                chromaBlocks,
                at,
                count);
    }

    @Override
    public void chromaAcBlock(int component, int blkIdx, int at, int count) {
        write(
                component * BlockSlots.COMPONENT + blkIdx,
                CabacContexts.CHROMA_AC_CAT,
                neighbours.chromaAcInc(component, blkIdx, chromaBlocks),
                15,
                at,
                count);
    }

    private void write(int flagBit, int cat, int inc, int maxNumCoeff, int at, int count) {
        bin(CabacResidual.codedBlockFlagCtxIdx(cat, inc), count == 0 ? 0 : 1);
        if (count != 0) {
            neighbours.setCoded(flagBit);
            CabacResidual.write(cabac, cat, fieldMb, maxNumCoeff, data.scanIndices(), data.levels(), at, count);
        }
    }

    private void bin(int ctxIdx, int bin) {
        cabac.encodeDecision(ctxIdx, bin);
    }

    @Override
    public void endOfMacroblock(int mb, boolean last) {
        if (last) {
            cabac.encodeTerminate1();
        } else if (!(geometry.isMbaff() && geometry.isTop(mb))) {
            cabac.encodeTerminate0();
        }
    }

    @Override
    public void finish() {
        setBitsBelowStopBit(data.bitsAfterStopBit());
        bits.bytes(cabac.data(), 0, cabac.sizeBytes());
    }

    /**
     * Restores the bits after the last bit of a terminating bin, if they still fit in its byte. After an edit, that bit
     * may be at another position.
     */
    private void setBitsBelowStopBit(int bitsBelow) {
        byte[] written = cabac.data();
        int last = cabac.sizeBytes() - 1;
        if (bitsBelow < Integer.lowestOneBit(written[last])) {
            written[last] |= (byte) bitsBelow;
        }
    }
}
