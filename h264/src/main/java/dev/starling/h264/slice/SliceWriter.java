package dev.starling.h264.slice;

import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.nal.EmulationPrevention;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitHeader;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.SliceType;
import java.util.Arrays;

/**
 * Writes the slice in a {@link SliceData} as a NAL unit: the mirror of {@link SliceReader}. Derives everything that
 * depends on neighbours. One instance can write any number of slices. Not thread-safe.
 */
public final class SliceWriter {

    private final SliceData data;
    private final Neighbours neighbours;
    private final CavlcWriter cavlc;
    private final CabacWriter cabac;
    private final BitWriter bits = new BitWriter(1 << 14);
    private byte[] unit = new byte[1 << 14];

    private MacroblockWriter out;
    private int chromaArrayType;
    private boolean mbaff;
    private boolean transform8x8Mode;
    private boolean direct8x8Inference;
    private int maxRefIdxL0;
    private int maxRefIdxL1;
    private int qpBdOffset;
    private int qp;
    /** Index of the next prediction value to write. */
    private int predictionAt;

    /** Index of the next level to write. */
    private int levelAt;

    /** A writer of the slice in {@code data}. */
    public SliceWriter(SliceData data) {
        this.data = data;
        neighbours = new Neighbours(data);
        cavlc = new CavlcWriter(data, neighbours);
        cabac = new CabacWriter(data, neighbours);
        out = cavlc;
    }

    /**
     * Writes the slice.
     *
     * @return a NAL unit with its own array
     * @throws IllegalArgumentException if the workspace has values that do not fit the syntax
     */
    public NalUnit write() {
        int length = writeUnit();
        return new NalUnit(Arrays.copyOf(unit, length), 0, length);
    }

    /**
     * As {@link #write}, without copying.
     *
     * @return a view of an array that the next call overwrites
     */
    public NalUnit writeView() {
        int length = writeUnit();
        return new NalUnit(unit, 0, length);
    }

    private int writeUnit() {
        SliceParameters parameters = data.parameters();
        begin(parameters);
        bits.reset();
        parameters.header().write(bits, parameters.sps(), parameters.pps());
        out.begin(parameters, bits);
        sliceData(parameters);
        out.finish();
        int trailing = data.trailingZeroBytes();
        for (int i = 0; i < trailing; i++) {
            bits.put(8, 0);
        }
        int rbspLength = bits.sizeBytes();
        int maxLength = 1 + EmulationPrevention.maxInsertedLength(rbspLength);
        if (unit.length < maxLength) {
            unit = new byte[maxLength + maxLength / 2];
        }
        unit[0] = new NalUnitHeader(
                        parameters.header().nalRefIdc(),
                        parameters.header().idrPicFlag() ? NalUnitType.SLICE_IDR : NalUnitType.SLICE_NON_IDR)
                .toByte();
        return EmulationPrevention.insert(bits.data(), 0, rbspLength, unit, 1);
    }

    private void begin(SliceParameters parameters) {
        neighbours.begin(parameters);
        out = parameters.pps().entropyCodingModeFlag() ? cabac : cavlc;
        chromaArrayType = parameters.sps().chromaArrayType();
        mbaff = parameters.mbaffFrameFlag();
        transform8x8Mode = parameters.pps().transform8x8ModeFlag();
        direct8x8Inference = parameters.sps().direct8x8InferenceFlag();
        maxRefIdxL0 = parameters.header().numRefIdxL0Active(parameters.pps()) - 1;
        maxRefIdxL1 = parameters.header().numRefIdxL1Active(parameters.pps()) - 1;
        qpBdOffset = parameters.qpBdOffsetY();
        qp = parameters.sliceQpY();
    }

    /** slice_data(), 7.3.4. */
    private void sliceData(SliceParameters parameters) {
        SliceType sliceType = parameters.header().sliceType();
        boolean pairFieldIsKnown = false;
        int mbCount = data.mbCount();
        int mb = 0;
        while (mb < mbCount) {
            if (mbaff && neighbours.isTop(mb)) {
                pairFieldIsKnown = false;
            }
            int type = data.mbType(mb);
            boolean skip = MbType.isSkip(type);
            boolean field = data.isField(mb);
            if (sliceType != SliceType.I) {
                // mb_skip_flag precedes mb_field_decoding_flag, so its context depends on the inferred value.
                neighbours.moveTo(mb, pairFieldIsKnown ? field : mbaff && neighbours.inferredField(mb));
            }
            int skipped = 0;
            if (skip) {
                skipped = out.skip(mb);
            } else if (sliceType != SliceType.I) {
                out.notSkipped();
            }
            if (mbaff || sliceType == SliceType.I) {
                neighbours.moveTo(mb, field);
            }
            if (skipped > 1) {
                mb += skipped - 1;
                neighbours.skipTo(mb + 1);
            }
            if (skipped == 0) {
                if (mbaff && !pairFieldIsKnown) {
                    out.mbFieldDecodingFlag(mb, field);
                    pairFieldIsKnown = true;
                }
                macroblockLayer(mb, type, field);
            }
            out.endOfMacroblock(mb, mb == mbCount - 1);
            mb++;
        }
    }

    /** macroblock_layer(), 7.3.5. */
    private void macroblockLayer(int mb, int type, boolean field) {
        out.mbType(type);
        out.enter(mb);
        if (type == MbType.I_PCM) {
            out.pcmSamples();
            return;
        }
        predictionAt = data.predictionStart(mb);
        levelAt = data.levelStart(mb);
        boolean transform8x8Possible = transform8x8Mode;
        boolean transform8x8 = data.isTransform8x8(mb);
        if (MbType.hasSubMacroblocks(type)) {
            transform8x8Possible &= subMbPred(type, field);
        } else {
            if (type == MbType.I_NXN && transform8x8Mode) {
                out.transformSize8x8Flag(transform8x8);
            }
            mbPred(type, field, transform8x8);
        }
        int pattern = data.codedBlockPattern(mb);
        if (!MbType.isIntra16x16(type)) {
            out.codedBlockPattern(pattern);
            if ((pattern & 15) != 0
                    && transform8x8Possible
                    && type != MbType.I_NXN
                    && (type != MbType.B_DIRECT_16X16 || direct8x8Inference)) {
                out.transformSize8x8Flag(transform8x8);
            }
        }
        if (data.hasQpDelta(mb)) {
            qpDelta(mb);
            residual(mb, type, pattern, transform8x8);
        } else {
            out.qpDelta(0);
        }
    }

    /** Writes the mb_qp_delta from the previous QP to that of {@code mb}, modulo 52 + QpBdOffsetY (7-37). */
    private void qpDelta(int mb) {
        int range = 52 + qpBdOffset;
        int delta = data.qpY(mb) - qp;
        if (delta >= range / 2) {
            delta -= range;
        } else if (delta < -(range / 2)) {
            delta += range;
        }
        qp = data.qpY(mb);
        out.mbQpDelta(delta);
        out.qpDelta(delta);
    }

    /** mb_pred(), 7.3.5.1. */
    private void mbPred(int type, boolean field, boolean transform8x8) {
        if (MbType.isIntra(type)) {
            if (type == MbType.I_NXN) {
                for (int i = transform8x8 ? 4 : 16; i > 0; i--) {
                    out.intraPredMode(nextPrediction());
                }
            }
            if (chromaArrayType == 1 || chromaArrayType == 2) {
                out.intraChromaPredMode(nextPrediction());
            }
        } else if (type != MbType.B_DIRECT_16X16) {
            int width = MbType.partWidth(type);
            int height = MbType.partHeight(type);
            int partitions = MbType.partitions(type);
            for (int left = partitions; left != 0; left &= left - 1) {
                int number = Integer.numberOfTrailingZeros(left);
                int list = number >> 1;
                int part = number & 1;
                refIdx(list, part * (width & 2), part * (height & 2), width, height, maxRefIdx(list, field));
            }
            for (int left = partitions; left != 0; left &= left - 1) {
                int number = Integer.numberOfTrailingZeros(left);
                int part = number & 1;
                mvd(number >> 1, part * (width & 2), part * (height & 2), width, height);
            }
        }
    }

    /**
     * sub_mb_pred(), 7.3.5.2.
     *
     * @return whether the transform may be 8x8: noSubMbPartSizeLessThan8x8Flag
     */
    private boolean subMbPred(int type, boolean field) {
        boolean noPartLessThan8x8 = true;
        int[] values = data.prediction();
        int first = predictionAt;
        for (int i = 0; i < 4; i++) {
            int subType = nextPrediction();
            out.subMbType(subType);
            noPartLessThan8x8 &= subType == SubMbType.B_DIRECT_8X8 ? direct8x8Inference : !SubMbType.isSplit(subType);
        }
        for (int list = 0; list < 2; list++) {
            int max = type == MbType.P_8X8REF0 ? 0 : maxRefIdx(list, field);
            for (int i = 0; i < 4; i++) {
                if ((SubMbType.lists(values[first + i]) >> list & 1) != 0) {
                    refIdx(list, 2 * (i & 1), i & 2, 2, 2, max);
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
                mvd(list, 2 * (i & 1) + x, (i & 2) + y, width, height);
            }
        }
    }

    private void refIdx(int list, int x, int y, int width, int height, int max) {
        int value = nextPrediction();
        if (max > 0) {
            out.refIdx(list, x, y, width, height, max, value);
        }
    }

    private void mvd(int list, int x, int y, int width, int height) {
        int mvdX = nextPrediction();
        out.mvd(list, x, y, width, height, mvdX, nextPrediction());
    }

    private int nextPrediction() {
        return data.prediction()[predictionAt++];
    }

    /** Field macroblocks of MBAFF frames refer to fields, of which there are two per frame. */
    private int maxRefIdx(int list, boolean field) {
        int max = list == 0 ? maxRefIdxL0 : maxRefIdxL1;
        return mbaff && field ? 2 * max + 1 : max;
    }

    /** residual(), 7.3.5.3. */
    private void residual(int mb, int type, int pattern, boolean transform8x8) {
        residualLuma(mb, 0, type, pattern, transform8x8);
        if (chromaArrayType == 3) {
            residualLuma(mb, 1, type, pattern, transform8x8);
            residualLuma(mb, 2, type, pattern, transform8x8);
        } else if (pattern >= 0x10) {
            for (int component = 1; component <= 2; component++) {
                int count = data.totalCoeff(mb, BlockSlots.DC + component);
                out.chromaDcBlock(component, takeLevels(count), count);
            }
            if (pattern >= 0x20) {
                for (int component = 1; component <= 2; component++) {
                    for (int blkIdx = 0; blkIdx < 4 * chromaArrayType; blkIdx++) {
                        int count = data.totalCoeff(mb, component * BlockSlots.COMPONENT + blkIdx);
                        out.chromaAcBlock(component, blkIdx, takeLevels(count), count);
                    }
                }
            }
        }
    }

    /** residual_luma(), 7.3.5.3.1, and its counterparts for Cb and Cr. */
    private void residualLuma(int mb, int component, int type, int pattern, boolean transform8x8) {
        boolean intra16x16 = MbType.isIntra16x16(type);
        if (intra16x16) {
            int count = data.totalCoeff(mb, BlockSlots.DC + component);
            out.dcBlock(component, takeLevels(count), count);
        }
        for (int b8 = 0; b8 < 4; b8++) {
            if ((pattern >> b8 & 1) == 0) {
                continue;
            }
            if (transform8x8) {
                int count = data.totalCoeff(mb, component * BlockSlots.COMPONENT + 4 * b8);
                out.block8x8(component, b8, takeLevels(count), count);
            } else {
                for (int i = 4 * b8; i < 4 * b8 + 4; i++) {
                    int count = data.totalCoeff(mb, component * BlockSlots.COMPONENT + i);
                    out.block4x4(component, i, intra16x16, takeLevels(count), count);
                }
            }
        }
    }

    /** Moves past the next {@code count} levels, and returns the index of the first. */
    private int takeLevels(int count) {
        int at = levelAt;
        levelAt += count;
        return at;
    }
}
