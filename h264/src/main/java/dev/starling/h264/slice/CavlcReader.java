package dev.starling.h264.slice;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.entropy.CavlcResidual;
import dev.starling.h264.entropy.CodedBlockPatternMapping;
import dev.starling.h264.syntax.SliceType;
import java.util.Arrays;

/** Reads slice data coded with Exp-Golomb codes and CAVLC. */
final class CavlcReader implements MacroblockReader {

    /** In quarter samples: more than any difference within the motion vector range of A.3. */
    private static final int MAX_MVD = 1 << 16;

    private final SliceData data;
    private final CavlcNeighbours neighbours;
    private final BitReader bits = new BitReader();
    private final byte[] scan8x8 = new byte[64];
    private final int[] level8x8 = new int[64];
    private final int[] dense8x8 = new int[64];

    private SliceType sliceType = SliceType.I;
    private boolean chroma;
    private int chromaBlocks;
    private int maxQpDelta;
    /** Number of macroblocks from the start of the slice to the end of the picture. */
    private int mbLimit;

    private boolean mbaff;
    /** Number of skipped macroblocks before the next coded one; −1 if mb_skip_run must be read next. */
    private int skipRun;

    private byte[] rbsp = {};
    private int length;
    private int mb;

    CavlcReader(SliceData data, Neighbours neighbours) {
        this.data = data;
        this.neighbours = new CavlcNeighbours(neighbours);
    }

    @Override
    public void begin(SliceParameters parameters, byte[] rbsp, int length, long bitPosition) {
        this.rbsp = rbsp;
        this.length = length;
        bits.resetToRbsp(rbsp, 0, length);
        bits.skip(Math.toIntExact(bitPosition), "slice_data");
        mbLimit = parameters.picSizeInMbs() - parameters.firstMbAddr();
        sliceType = parameters.header().sliceType();
        int chromaArrayType = parameters.sps().chromaArrayType();
        chroma = chromaArrayType == 1 || chromaArrayType == 2;
        chromaBlocks = 4 * chromaArrayType;
        maxQpDelta = 26 + parameters.qpBdOffsetY() / 2;
        skipRun = -1;
        // A truncated slice may have left levels of an 8x8 block here.
        Arrays.fill(dense8x8, 0);
        mbaff = parameters.mbaffFrameFlag();
        neighbours.begin(parameters);
    }

    @Override
    public int skipped(int mb) {
        if (skipRun < 0) {
            skipRun = bits.ue(mbLimit - mb, "mb_skip_run");
        }
        if (skipRun == 0) {
            skipRun = -1;
            return 0;
        }
        int count = mbaff ? 1 : skipRun;
        skipRun -= count;
        neighbours.enterSkipped(mb, count);
        return count;
    }

    @Override
    public boolean mbFieldDecodingFlag(int mb) {
        return bits.flag("mb_field_decoding_flag");
    }

    @Override
    public int mbType() {
        int own = switch (sliceType) {
            case P -> 5;
            case B -> 23;
            case I -> 0;
        };
        int value = bits.ue(own + MbType.I_COUNT - 1, "mb_type");
        if (value >= own) {
            return value - own;
        }
        return value + (sliceType == SliceType.P ? MbType.P_L0_16X16 : MbType.B_DIRECT_16X16);
    }

    @Override
    public void enter(int mb) {
        this.mb = mb;
        neighbours.enter(mb);
    }

    @Override
    public void pcmSamples() {
        Pcm.read(bits, data.parameters(), data);
        neighbours.setPcm();
    }

    @Override
    public boolean transformSize8x8Flag() {
        return bits.flag("transform_size_8x8_flag");
    }

    @Override
    public int intraPredMode() {
        return bits.flag("prev_intra4x4_pred_mode_flag") ? -1 : bits.u(3, "rem_intra4x4_pred_mode");
    }

    @Override
    public int intraChromaPredMode() {
        return bits.ue(3, "intra_chroma_pred_mode");
    }

    @Override
    public int subMbType() {
        return sliceType == SliceType.P
                ? bits.ue(SubMbType.P_COUNT - 1, "sub_mb_type")
                : SubMbType.B_DIRECT_8X8 + bits.ue(SubMbType.B_COUNT - 1, "sub_mb_type");
    }

    @Override
    public int refIdx(int list, int x, int y, int width, int height, int max) {
        return bits.te(max, list == 0 ? "ref_idx_l0" : "ref_idx_l1");
    }

    @Override
    public void mvd(int list, int x, int y, int width, int height) {
        String name = list == 0 ? "mvd_l0" : "mvd_l1";
        data.appendPrediction(bits.se(-MAX_MVD, MAX_MVD, name));
        data.appendPrediction(bits.se(-MAX_MVD, MAX_MVD, name));
    }

    @Override
    public int codedBlockPattern() {
        int codeNum = bits.ue(CodedBlockPatternMapping.maxCodeNum(chroma), "coded_block_pattern");
        return CodedBlockPatternMapping.codedBlockPattern(codeNum, chroma, MbType.isIntra(data.mbType(mb)));
    }

    @Override
    public int mbQpDelta() {
        return bits.se(-maxQpDelta, maxQpDelta - 1, "mb_qp_delta");
    }

    @Override
    public void qpDelta(int delta) {}

    @Override
    public void dcBlock(int component) {
        int nC = neighbours.lumaNc(component, 0);
        data.blockAppended(BlockSlots.DC + component, read(nC, 16));
    }

    @Override
    public void block4x4(int component, int blkIdx, boolean ac) {
        int raster = BlockSlots.RASTER[blkIdx];
        int count = read(neighbours.lumaNc(component, raster), ac ? 15 : 16);
        neighbours.set(component, raster, count);
        data.blockAppended(component * BlockSlots.COMPONENT + blkIdx, count);
    }

    /** CAVLC codes an 8x8 block as four interleaved 4x4 blocks (7.3.5.3.1), which are merged into one block here. */
    @Override
    public void block8x8(int component, int blkIdx8x8) {
        int total = 0;
        for (int i = 0; i < 4; i++) {
            int raster = BlockSlots.RASTER[4 * blkIdx8x8 + i];
            int nC = neighbours.lumaNc(component, raster);
            int count = CavlcResidual.read(bits, nC, 16, scan8x8, level8x8, 0);
            neighbours.set(component, raster, count);
            for (int k = 0; k < count; k++) {
                dense8x8[4 * scan8x8[k] + i] = level8x8[k];
            }
            total += count;
        }
        int left = total;
        for (int scan = 0; left > 0; scan++) {
            if (dense8x8[scan] != 0) {
                data.appendLevel(scan, dense8x8[scan]);
                dense8x8[scan] = 0;
                left--;
            }
        }
        data.endBlock(component * BlockSlots.COMPONENT + 4 * blkIdx8x8, total);
    }

    @Override
    public void chromaDcBlock(int component) {
        int nC = chromaBlocks == 4 ? CavlcResidual.NC_CHROMA_DC_420 : CavlcResidual.NC_CHROMA_DC_422;
        data.blockAppended(BlockSlots.DC + component, read(nC, chromaBlocks));
    }

    @Override
    public void chromaAcBlock(int component, int blkIdx) {
        int count = read(neighbours.chromaNc(component, blkIdx, chromaBlocks), 15);
        neighbours.set(component, blkIdx, count);
        data.blockAppended(component * BlockSlots.COMPONENT + blkIdx, count);
    }

    private int read(int nC, int maxNumCoeff) {
        return CavlcResidual.read(bits, nC, maxNumCoeff, data.scanIndices(), data.levels(), data.levelEnd());
    }

    @Override
    public boolean endOfSlice(int mb) {
        return skipRun <= 0 && !bits.moreRbspData();
    }

    @Override
    public boolean isOverrun() {
        return false;
    }

    @Override
    public long bitPosition() {
        return bits.bitPosition();
    }

    @Override
    public void trailingBits() {
        int last = length;
        while (rbsp[last - 1] == 0) {
            last--;
        }
        data.setTrailing(0, length - last);
    }
}
