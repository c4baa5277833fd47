package dev.starling.h264.slice;

import dev.starling.h264.syntax.SliceType;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The macroblocks of one slice: a mutable workspace of flat arrays that is reused from slice to slice.
 * {@link SliceReader} fills it and {@link SliceWriter} writes it. Only here is syntax not an immutable value, because a
 * second of 1080p video has a quarter of a million macroblocks.
 *
 * <p>Macroblocks are numbered from 0 in decoding order. Each has
 *
 * <ul>
 *   <li>a type ({@link MbType}), two flags, coded_block_pattern, and QP<sub>Y</sub> (the writer derives mb_qp_delta),
 *   <li>its prediction: the values of mb_pred() or sub_mb_pred() in bitstream order, see {@link #prediction},
 *   <li>its transform levels, sparse, block after block in the order of {@link BlockSlots#order}.
 * </ul>
 *
 * <p>After edits of levels, types or QPs, call {@link #rederive}, which updates coded_block_pattern and all that
 * depends on it. The writer derives everything that depends on neighbours: skip runs, mb_qp_delta, CABAC contexts, and
 * nC of CAVLC.
 */
public final class SliceData {

    private static final byte FIELD = 1;
    private static final byte TRANSFORM_8X8 = 2;

    /** The largest number of prediction values or levels of a macroblock: that of I_PCM with 4:4:4. */
    private static final int MAX_VALUES = 769;

    private @Nullable SliceParameters parameters;
    private byte[] blockOrder = {};
    private int mbCount;
    private int trailingZeroBytes;
    private int bitsAfterStopBit;

    private byte[] mbType = {};
    private byte[] flags = {};
    private byte[] codedBlockPattern = {};
    private byte[] qpY = {};
    /** By macroblock and slot. */
    private byte[] totalCoeff = {};
    /** Index of each macroblock's first value in {@link #prediction}, and one more entry for the end. */
    private int[] predictionStart = {0};

    private int[] prediction = {};
    /**
     * Index of each macroblock's first level in {@link #scanIndex} and {@link #level}, and one more entry for the end.
     */
    private int[] levelStart = {0};

    private byte[] scanIndex = {};
    private int[] level = {};

    /** Index after the last prediction value. */
    private int predictionEnd;

    /** Index after the last level. */
    private int levelEnd;

    /** Empties the workspace for a slice with this header and these parameter sets. */
    public void begin(SliceParameters parameters) {
        this.parameters = parameters;
        blockOrder = BlockSlots.order(parameters.sps().chromaArrayType());
        clearTotalCoeffs();
        mbCount = 0;
        setTrailing(0, 0);
        predictionEnd = 0;
        levelEnd = 0;
    }

    /** Resets the counts of all macroblocks to 0, the value of counts that are not set. */
    private void clearTotalCoeffs() {
        for (int mb = 0; mb < mbCount && levelEnd > 0; mb++) {
            // If reading failed, the last macroblock may have no end.
            if (mb == mbCount - 1 || levelStart[mb] != levelStart[mb + 1]) {
                Arrays.fill(totalCoeff, mb * BlockSlots.COUNT, (mb + 1) * BlockSlots.COUNT, (byte) 0);
            }
        }
    }

    /** The header and parameter sets of the slice. */
    public SliceParameters parameters() {
        return Objects.requireNonNull(parameters, "no slice has been begun");
    }

    /** Replaces the header and parameter sets only. The new ones must describe the same picture area and slice type. */
    public void replaceParameters(SliceParameters parameters) {
        this.parameters = parameters;
    }

    /** Number of macroblocks, including skipped ones. */
    public int mbCount() {
        return mbCount;
    }

    /** Zero bytes after rbsp_slice_trailing_bits(): the cabac_zero_words of 7.3.2.10. */
    public int trailingZeroBytes() {
        return trailingZeroBytes;
    }

    /** The bits after the rbsp_stop_one_bit in the same byte, which should be zero. Some CABAC encoders set them. */
    int bitsAfterStopBit() {
        return bitsAfterStopBit;
    }

    void setTrailing(int bitsAfterStopBit, int trailingZeroBytes) {
        this.bitsAfterStopBit = bitsAfterStopBit;
        this.trailingZeroBytes = trailingZeroBytes;
    }

    /** The type ({@link MbType}). */
    public int mbType(int mb) {
        return mbType[mb];
    }

    /** mb_field_decoding_flag in MBAFF frames; false in other pictures. */
    public boolean isField(int mb) {
        return (flags[mb] & FIELD) != 0;
    }

    void setField(int mb, boolean field) {
        flags[mb] = (byte) (field ? flags[mb] | FIELD : flags[mb] & ~FIELD);
    }

    /** transform_size_8x8_flag. */
    public boolean isTransform8x8(int mb) {
        return (flags[mb] & TRANSFORM_8X8) != 0;
    }

    void setTransform8x8(int mb, boolean transform8x8) {
        flags[mb] = (byte) (transform8x8 ? flags[mb] | TRANSFORM_8X8 : flags[mb] & ~TRANSFORM_8X8);
    }

    private void clearTransform8x8(int mb) {
        flags[mb] = (byte) (flags[mb] & ~TRANSFORM_8X8);
    }

    /**
     * CodedBlockPatternLuma + 16 · CodedBlockPatternChroma, also for Intra_16x16; 0 for skipped macroblocks and 47 for
     * I_PCM.
     */
    public int codedBlockPattern(int mb) {
        return codedBlockPattern[mb];
    }

    /** Sets {@link #codedBlockPattern}, 0…47. */
    public void setCodedBlockPattern(int mb, int pattern) {
        codedBlockPattern[mb] = (byte) pattern;
    }

    /** QP<sub>Y</sub>, −QpBdOffset<sub>Y</sub>…51. */
    public int qpY(int mb) {
        return qpY[mb];
    }

    /** Sets {@link #qpY}. */
    public void setQpY(int mb, int qp) {
        qpY[mb] = (byte) qp;
    }

    /** Number of non-zero levels of the block in {@code slot} ({@link BlockSlots}). */
    public int totalCoeff(int mb, int slot) {
        return totalCoeff[mb * BlockSlots.COUNT + slot];
    }

    /** Sets {@link #totalCoeff}, and does not change the levels. */
    public void setTotalCoeff(int mb, int slot, int count) {
        totalCoeff[mb * BlockSlots.COUNT + slot] = (byte) count;
    }

    /** The slots in the order of the levels: {@link BlockSlots#order} for this slice. The array is not a copy. */
    public byte[] blockOrder() {
        return blockOrder;
    }

    /**
     * Index of the macroblock's first level in {@link #scanIndices} and {@link #levels}. The blocks follow each other
     * without gaps; each has {@link #totalCoeff} levels.
     */
    public int levelStart(int mb) {
        return levelStart[mb];
    }

    /** Index after the room for the macroblock's levels. Edits may leave some of it unused. */
    public int levelLimit(int mb) {
        return levelStart[mb + 1];
    }

    /** Whether any macroblock has room for levels, which means that it had some before all edits. */
    public boolean hasLevels() {
        return levelEnd > 0;
    }

    /**
     * The scan index of each level, increasing within a block: 0…15, 0…14 for AC blocks, and 0…63 for 8x8 blocks with
     * either entropy coder. The array is not a copy; it is valid until the next append.
     */
    public byte[] scanIndices() {
        return scanIndex;
    }

    /** The levels, none of them 0. The array is not a copy; it is valid until the next append. */
    public int[] levels() {
        return level;
    }

    /**
     * The values of mb_pred() or sub_mb_pred() in bitstream order, from {@link #predictionStart} to
     * {@link #predictionLimit}. The array is not a copy; it is valid until the next append.
     *
     * <ul>
     *   <li>I_NxN: 16 or 4 values: −1 if prev_intra4x4_pred_mode_flag is 1, else rem_intra4x4_pred_mode; then
     *       intra_chroma_pred_mode with 4:2:0 and 4:2:2
     *   <li>Intra_16x16: intra_chroma_pred_mode with 4:2:0 and 4:2:2
     *   <li>I_PCM: the alignment bits before the samples as one number, which should be 0; then the samples
     *   <li>P_8x8, P_8x8ref0, B_8x8: four sub types ({@link SubMbType}), then the values of other inter types
     *   <li>other inter types: ref_idx of list 0 for each partition that uses it, 0 if it is not coded; then those of
     *       list 1; then mvd pairs (horizontal, vertical) of list 0; then those of list 1
     *   <li>skipped and direct macroblocks: nothing
     * </ul>
     */
    public int[] prediction() {
        return prediction;
    }

    /** Index of the macroblock's first value in {@link #prediction}. */
    public int predictionStart(int mb) {
        return predictionStart[mb];
    }

    /** Index after the macroblock's last value in {@link #prediction}. */
    public int predictionLimit(int mb) {
        return predictionStart[mb + 1];
    }

    /**
     * Whether macroblock {@code mb} has the same prediction syntax here and in {@code other}: type, field flag and
     * prediction values. The coded blocks that an Intra_16x16 type implies may differ.
     */
    public boolean samePrediction(int mb, SliceData other) {
        int type = mbType[mb];
        int otherType = other.mbType[mb];
        boolean sameType = type == otherType
                || (MbType.isIntra16x16(type)
                        && MbType.isIntra16x16(otherType)
                        && MbType.intra16x16PredMode(type) == MbType.intra16x16PredMode(otherType));
        return sameType
                && isField(mb) == other.isField(mb)
                && Arrays.equals(
                        prediction,
                        predictionStart[mb],
                        predictionStart[mb + 1],
                        other.prediction,
                        other.predictionStart[mb],
                        other.predictionStart[mb + 1]);
    }

    /** Appends a copy of macroblock {@code mb} of {@code source}. The chroma formats must be the same. */
    public void append(SliceData source, int mb) {
        appendWithoutLevels(source, mb);
        appendLevels(source, mb);
        endMacroblock();
    }

    /**
     * Appends the levels of macroblock {@code mb} of {@code source} to the macroblock begun by
     * {@link #appendWithoutLevels} or {@link #appendWithoutPrediction}.
     */
    public void appendLevels(SliceData source, int mb) {
        int from = source.levelStart[mb];
        int count = 0;
        if (source.levelStart[mb + 1] > from) {
            for (byte slot : blockOrder) {
                int n = source.totalCoeff(mb, slot);
                setTotalCoeff(mbCount - 1, slot, n);
                count += n;
            }
        }
        System.arraycopy(source.scanIndex, from, scanIndex, levelEnd, count);
        System.arraycopy(source.level, from, level, levelEnd, count);
        levelEnd += count;
    }

    /**
     * Appends a copy of macroblock {@code mb} of {@code source} without its levels. The caller then adds levels block
     * by block in {@link #blockOrder} with {@link #appendLevel} and {@link #endBlock}, and calls
     * {@link #endMacroblock}.
     */
    public void appendWithoutLevels(SliceData source, int mb) {
        appendWithoutPrediction(source, mb, source.mbType[mb]);
        int values = source.predictionStart[mb + 1] - source.predictionStart[mb];
        System.arraycopy(source.prediction, source.predictionStart[mb], prediction, predictionEnd, values);
        predictionEnd += values;
    }

    /**
     * As {@link #appendWithoutLevels}, with another type and without prediction values. The caller adds these first,
     * with {@link #appendPrediction}.
     */
    public void appendWithoutPrediction(SliceData source, int mb, int type) {
        int copy = beginMacroblock(type, source.isField(mb), source.qpY[mb]);
        flags[copy] = source.flags[mb];
        codedBlockPattern[copy] = source.codedBlockPattern[mb];
    }

    /** Turns the last closed macroblock, which must have no levels, into a P_Skip macroblock. */
    public void skipLast() {
        int mb = mbCount - 1;
        if (levelEnd != levelStart[mb]) {
            throw new IllegalStateException("a skipped macroblock has no levels");
        }
        mbType[mb] = MbType.P_SKIP;
        predictionEnd = predictionStart[mb];
        endMacroblock();
    }

    /** Appends a level (not 0) to the current block. */
    public void appendLevel(int scan, int value) {
        scanIndex[levelEnd] = (byte) scan;
        level[levelEnd++] = value;
    }

    /** Closes the current block: the last {@code count} levels belong to {@code slot}. */
    public void endBlock(int slot, int count) {
        totalCoeff[(mbCount - 1) * BlockSlots.COUNT + slot] = (byte) count;
    }

    /**
     * Begins a macroblock without prediction values and levels, with transform_size_8x8_flag and coded_block_pattern 0.
     *
     * @return its number
     */
    int beginMacroblock(int type, boolean field, int qp) {
        ensureMacroblocks(1);
        if (prediction.length - predictionEnd < MAX_VALUES) {
            prediction = Arrays.copyOf(prediction, 2 * prediction.length + MAX_VALUES);
        }
        if (level.length - levelEnd < MAX_VALUES) {
            level = Arrays.copyOf(level, 2 * level.length + MAX_VALUES);
            scanIndex = Arrays.copyOf(scanIndex, level.length);
        }
        int mb = mbCount++;
        mbType[mb] = (byte) type;
        flags[mb] = field ? FIELD : 0;
        codedBlockPattern[mb] = 0;
        qpY[mb] = (byte) qp;
        predictionStart[mb] = predictionEnd;
        levelStart[mb] = levelEnd;
        return mb;
    }

    /** Appends {@code count} skipped macroblocks of a P or B slice of frame macroblocks, and closes them. */
    public void appendSkipped(int count) {
        boolean predicted = parameters().header().sliceType() == SliceType.P;
        appendSkipped(
                predicted ? MbType.P_SKIP : MbType.B_SKIP, false, parameters().sliceQpY(), count);
    }

    /** Appends {@code count} skipped macroblocks, and closes them. */
    void appendSkipped(int type, boolean field, int qp, int count) {
        ensureMacroblocks(count);
        int from = mbCount;
        int until = from + count;
        Arrays.fill(mbType, from, until, (byte) type);
        Arrays.fill(flags, from, until, field ? FIELD : 0);
        Arrays.fill(codedBlockPattern, from, until, (byte) 0);
        Arrays.fill(qpY, from, until, (byte) qp);
        Arrays.fill(predictionStart, from, until + 1, predictionEnd);
        Arrays.fill(levelStart, from, until + 1, levelEnd);
        mbCount = until;
    }

    /** The number of successive skipped macroblocks that starts with {@code mb}. */
    int skippedFrom(int mb) {
        int type = mbType[mb];
        int next = mb + 1;
        while (next < mbCount && mbType[next] == type) {
            next++;
        }
        return next - mb;
    }

    /** Closes the current macroblock. */
    public void endMacroblock() {
        predictionStart[mbCount] = predictionEnd;
        levelStart[mbCount] = levelEnd;
    }

    /** Appends a value to the {@link #prediction} of the current macroblock. */
    public void appendPrediction(int value) {
        prediction[predictionEnd++] = value;
    }

    /** Index of the next level to append. */
    int levelEnd() {
        return levelEnd;
    }

    /** Adds the block of {@code slot}, whose {@code count} levels are already in the arrays at {@link #levelEnd}. */
    void blockAppended(int slot, int count) {
        endBlock(slot, count);
        levelEnd += count;
    }

    private void ensureMacroblocks(int more) {
        if (mbType.length - mbCount < more) {
            growMacroblocks(mbCount + more);
        }
    }

    private void growMacroblocks(int needed) {
        int capacity = Math.max(
                needed, Math.min(Math.max(2 * mbCount, 256), parameters().picSizeInMbs()));
        mbType = Arrays.copyOf(mbType, capacity);
        flags = Arrays.copyOf(flags, capacity);
        codedBlockPattern = Arrays.copyOf(codedBlockPattern, capacity);
        qpY = Arrays.copyOf(qpY, capacity);
        totalCoeff = Arrays.copyOf(totalCoeff, capacity * BlockSlots.COUNT);
        predictionStart = Arrays.copyOf(predictionStart, capacity + 1);
        levelStart = Arrays.copyOf(levelStart, capacity + 1);
    }

    /**
     * Makes the slice valid again after edits of levels, types and QPs:
     *
     * <ul>
     *   <li>derives coded_block_pattern from the levels, and the type of Intra_16x16 macroblocks from it,
     *   <li>turns direct macroblocks without levels into skipped ones,
     *   <li>clears transform flags that can no longer be coded,
     *   <li>gives macroblocks without mb_qp_delta the QP<sub>Y</sub> of the previous one, as decoders do,
     *   <li>removes cabac_zero_words, whose number depended on the size of the slice.
     * </ul>
     */
    public void rederive() {
        setTrailing(0, 0);
        boolean cabac = parameters().pps().entropyCodingModeFlag();
        boolean mayBecomeSkip = !parameters().mbaffFrameFlag();
        int chromaArrayType = parameters().sps().chromaArrayType();
        int qp = parameters().sliceQpY();
        for (int mb = 0; mb < mbCount; mb++) {
            int type = mbType[mb];
            if (type != MbType.I_PCM) {
                int pattern = codedBlocks(mb, chromaArrayType);
                codedBlockPattern[mb] = (byte) pattern;
                if (MbType.isIntra16x16(type)) {
                    mbType[mb] = (byte) MbType.intra16x16(MbType.intra16x16PredMode(type), pattern);
                } else if (type == MbType.B_DIRECT_16X16 && pattern == 0 && mayBecomeSkip) {
                    mbType[mb] = MbType.B_SKIP;
                }
                if (type == MbType.P_8X8REF0 && cabac) {
                    // CABAC has no such type. The reference indices are already there, as zeros.
                    mbType[mb] = MbType.P_8X8;
                }
                if ((pattern & 15) == 0 && type != MbType.I_NXN) {
                    clearTransform8x8(mb);
                }
            } else {
                clearTransform8x8(mb);
            }
            if (hasQpDelta(mb)) {
                qp = qpY[mb];
            } else {
                qpY[mb] = (byte) qp;
            }
        }
    }

    /** Whether mb_qp_delta is coded for the macroblock. */
    boolean hasQpDelta(int mb) {
        int type = mbType[mb];
        return type != MbType.I_PCM && (codedBlockPattern[mb] != 0 || MbType.isIntra16x16(type));
    }

    /** The coded_block_pattern that follows from the levels. */
    private int codedBlocks(int mb, int chromaArrayType) {
        if (levelStart[mb] == levelStart[mb + 1]) {
            return 0;
        }
        int base = mb * BlockSlots.COUNT;
        int luma = lumaBlocks(base);
        if (chromaArrayType == 3) {
            luma |= lumaBlocks(base + BlockSlots.COMPONENT) | lumaBlocks(base + 2 * BlockSlots.COMPONENT);
        }
        if (MbType.isIntra16x16(mbType[mb]) && luma != 0) {
            luma = 15;
        }
        int chroma = 0;
        if (chromaArrayType == 1 || chromaArrayType == 2) {
            if (totalCoeff[base + BlockSlots.DC + 1] != 0 || totalCoeff[base + BlockSlots.DC + 2] != 0) {
                chroma = 1;
            }
            for (int i = 0; i < 4 * chromaArrayType; i++) {
                if (totalCoeff[base + BlockSlots.COMPONENT + i] != 0
                        || totalCoeff[base + 2 * BlockSlots.COMPONENT + i] != 0) {
                    chroma = 2;
                }
            }
        }
        return luma | chroma << 4;
    }

    /** The 8x8 blocks with levels, of the four that start at index {@code base}, one bit each. */
    private int lumaBlocks(int base) {
        int pattern = 0;
        for (int i = 0; i < 16; i++) {
            if (totalCoeff[base + i] != 0) {
                pattern |= 1 << (i >> 2);
            }
        }
        return pattern;
    }
}
