package dev.starling.h264.slice;

import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.entropy.CavlcResidual;
import dev.starling.h264.entropy.CodedBlockPatternMapping;
import dev.starling.h264.syntax.SliceType;

/** Writes slice data coded with Exp-Golomb codes and CAVLC: the mirror of {@link CavlcReader}. */
final class CavlcWriter implements MacroblockWriter {

    private final SliceData data;
    private final CavlcNeighbours neighbours;
    private final byte[] scan4x4 = new byte[4 * 16];
    private final int[] level4x4 = new int[4 * 16];
    private final int[] count4x4 = new int[4];

    private BitWriter bits = new BitWriter();
    private SliceType sliceType = SliceType.I;
    private boolean chroma;
    private int chromaBlocks;
    private boolean mbaff;
    private int skipRun;
    private int mb;

    CavlcWriter(SliceData data, Neighbours neighbours) {
        this.data = data;
        this.neighbours = new CavlcNeighbours(neighbours);
    }

    @Override
    public void begin(SliceParameters parameters, BitWriter bits) {
        this.bits = bits;
        sliceType = parameters.header().sliceType();
        int chromaArrayType = parameters.sps().chromaArrayType();
        chroma = chromaArrayType == 1 || chromaArrayType == 2;
        chromaBlocks = 4 * chromaArrayType;
        skipRun = 0;
        mbaff = parameters.mbaffFrameFlag();
        neighbours.begin(parameters);
    }

    @Override
    public int skip(int mb) {
        int count = mbaff ? 1 : data.skippedFrom(mb);
        neighbours.enterSkipped(mb, count);
        skipRun += count;
        return count;
    }

    @Override
    public void notSkipped() {
        bits.ue(skipRun, "mb_skip_run");
        skipRun = 0;
    }

    @Override
    public void mbFieldDecodingFlag(int mb, boolean field) {
        bits.flag(field, "mb_field_decoding_flag");
    }

    @Override
    public void mbType(int type) {
        bits.ue(
                switch (sliceType) {
                    case I -> type;
                    case P -> MbType.isIntra(type) ? 5 + type : type - MbType.P_L0_16X16;
                    case B -> MbType.isIntra(type) ? 23 + type : type - MbType.B_DIRECT_16X16;
                },
                "mb_type");
    }

    @Override
    public void enter(int mb) {
        this.mb = mb;
        neighbours.enter(mb);
    }

    @Override
    public void pcmSamples() {
        Pcm.write(bits, data.parameters(), data, mb);
        neighbours.setPcm();
    }

    @Override
    public void transformSize8x8Flag(boolean flag) {
        bits.flag(flag, "transform_size_8x8_flag");
    }

    @Override
    public void intraPredMode(int mode) {
        bits.flag(mode < 0, "prev_intra4x4_pred_mode_flag");
        if (mode >= 0) {
            bits.u(3, mode, "rem_intra4x4_pred_mode");
        }
    }

    @Override
    public void intraChromaPredMode(int mode) {
        bits.ue(mode, "intra_chroma_pred_mode");
    }

    @Override
    public void subMbType(int type) {
        bits.ue(sliceType == SliceType.P ? type : type - SubMbType.B_DIRECT_8X8, "sub_mb_type");
    }

    @Override
    public void refIdx(int list, int x, int y, int width, int height, int max, int value) {
        bits.te(max, value, list == 0 ? "ref_idx_l0" : "ref_idx_l1");
    }

    @Override
    public void mvd(int list, int x, int y, int width, int height, int mvdX, int mvdY) {
        String name = list == 0 ? "mvd_l0" : "mvd_l1";
        bits.se(mvdX, name);
        bits.se(mvdY, name);
    }

    @Override
    public void codedBlockPattern(int pattern) {
        boolean intra = MbType.isIntra(data.mbType(mb));
        bits.ue(CodedBlockPatternMapping.codeNum(pattern, chroma, intra), "coded_block_pattern");
    }

    @Override
    public void mbQpDelta(int delta) {
        bits.se(delta, "mb_qp_delta");
    }

    @Override
    public void qpDelta(int delta) {}

    @Override
    public void dcBlock(int component, int at, int count) {
        write(neighbours.lumaNc(component, 0), 16, at, count);
    }

    @Override
    public void block4x4(int component, int blkIdx, boolean ac, int at, int count) {
        int raster = BlockSlots.RASTER[blkIdx];
        write(neighbours.lumaNc(component, raster), ac ? 15 : 16, at, count);
        neighbours.set(component, raster, count);
    }

    @Override
    public void block8x8(int component, int blkIdx8x8, int at, int count) {
        byte[] scanIndex = data.scanIndices();
        int[] level = data.levels();
        for (int k = 0; k < 4; k++) {
            count4x4[k] = 0;
        }
        for (int i = at; i < at + count; i++) {
            int k = scanIndex[i] & 3;
            int to = 16 * k + count4x4[k]++;
            scan4x4[to] = (byte) (scanIndex[i] >> 2);
            level4x4[to] = level[i];
        }
        for (int k = 0; k < 4; k++) {
            int raster = BlockSlots.RASTER[4 * blkIdx8x8 + k];
            int nC = neighbours.lumaNc(component, raster);
            CavlcResidual.write(bits, nC, 16, scan4x4, level4x4, 16 * k, count4x4[k]);
            neighbours.set(component, raster, count4x4[k]);
        }
    }

    @Override
    public void chromaDcBlock(int component, int at, int count) {
        int nC = chromaBlocks == 4 ? CavlcResidual.NC_CHROMA_DC_420 : CavlcResidual.NC_CHROMA_DC_422;
        write(nC, chromaBlocks, at, count);
    }

    @Override
    public void chromaAcBlock(int component, int blkIdx, int at, int count) {
        write(neighbours.chromaNc(component, blkIdx, chromaBlocks), 15, at, count);
        neighbours.set(component, blkIdx, count);
    }

    private void write(int nC, int maxNumCoeff, int at, int count) {
        CavlcResidual.write(bits, nC, maxNumCoeff, data.scanIndices(), data.levels(), at, count);
    }

    @Override
    public void endOfMacroblock(int mb, boolean last) {
        if (last && skipRun > 0) {
            bits.ue(skipRun, "mb_skip_run");
        }
    }

    @Override
    public void finish() {
        bits.rbspTrailingBits();
    }
}
