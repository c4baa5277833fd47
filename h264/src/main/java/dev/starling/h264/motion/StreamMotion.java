package dev.starling.h264.motion;

import dev.starling.h264.motion.MotionVectorPrediction.Direction;
import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.slice.SubMbType;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tracks the prediction of a stream, picture by picture and slice by slice in decoding order. Each macroblock enters in
 * one of two ways: {@link #derive} derives the motion that its syntax means; {@link #express} writes syntax that, with
 * the neighbours of this stream, means the same motion as the macroblock of another stream.
 *
 * <p>Use one instance per stream, because direct prediction (8.4.1.2) depends on the motion of decoded pictures.
 * {@link ReferenceFrames} numbers the pictures.
 */
public final class StreamMotion {
    private final SliceMotion motion = new SliceMotion();
    private final MotionVectorPrediction prediction = new MotionVectorPrediction(motion);
    private final DirectPrediction direct = new DirectPrediction(motion, prediction);
    private final Map<Integer, ColocatedMotion> decoded = new HashMap<>();

    private ReferenceLists lists = new ReferenceLists(List.of(), List.of(), 0);
    private ColocatedMotion current = ColocatedMotion.NONE;
    private boolean keepsCurrent;
    private int picture;

    private int firstMbAddr;
    private boolean constrainedIntraPred;

    /** Index of the next value to read from {@link SliceData#prediction}. */
    private int at;

    /** The values of sub_mb_type to write for the current macroblock. */
    private final int[] subTypes = new int[4];

    /** Memory that the motion of a reference picture takes, in bytes per macroblock. */
    public static int bytesKeptPerMacroblock(SequenceParameterSet sps) {
        return ColocatedMotion.bytesPerMacroblock(sps.direct8x8InferenceFlag());
    }

    /**
     * Begins a picture.
     *
     * @param picture its number
     * @param keep whether to keep its motion for direct prediction in later pictures, as long as it is marked as used
     *     for reference
     */
    public void beginPicture(int picture, SliceParameters first, boolean keep) {
        this.picture = picture;
        keepsCurrent = keep;
        if (keep) {
            current = new ColocatedMotion(first.picSizeInMbs(), first.sps().direct8x8InferenceFlag());
        }
    }

    /** Ends the picture, and drops the motion of pictures that are no longer marked as used for reference. */
    public void endPicture(ReferenceFrames references) {
        if (keepsCurrent) {
            decoded.put(picture, current);
            current = ColocatedMotion.NONE;
        }
        decoded.keySet().removeIf(number -> !references.isMarked(number));
    }

    /**
     * Whether the motion of a slice with these lists can be derived. Direct prediction needs the motion of
     * RefPicList1[0] and a first entry in list 0.
     */
    public boolean knows(SliceParameters slice, ReferenceLists lists) {
        return slice.header().sliceType() != SliceType.B
                || (!lists.list0().isEmpty()
                        && !lists.list1().isEmpty()
                        && decoded.containsKey(lists.list1().getFirst().picture()));
    }

    /** Begins a slice of the current picture, for which {@link #knows} must be true. */
    public void beginSlice(SliceParameters slice, ReferenceLists lists) {
        this.lists = lists;
        firstMbAddr = slice.firstMbAddr();
        constrainedIntraPred = slice.pps().constrainedIntraPredFlag();
        motion.begin(slice);
        if (slice.header().sliceType() == SliceType.B) {
            ColocatedMotion colocated = decoded.get(lists.list1().getFirst().picture());
            if (colocated == null) {
                throw new IllegalStateException("no motion of RefPicList1[0]");
            }
            direct.begin(slice.header().interPrediction().directSpatialMvPredFlag(), lists, colocated);
        }
    }

    /** The motion of the current slice so far. It is the same object for all slices. */
    public SliceMotion motion() {
        return motion;
    }

    /** Derives the prediction of macroblock {@code mb} of {@code data}, the next one of the slice. */
    public void derive(SliceData data, int mb) {
        motion.enter(mb);
        int type = data.mbType(mb);
        at = data.predictionStart(mb);
        if (MbType.isIntra(type)) {
            if (type == MbType.I_NXN) {
                deriveIntraModes(data, data.isTransform8x8(mb) ? 2 : 1);
            }
        } else {
            beginInter();
            if (type == MbType.P_SKIP) {
                setSkipped(prediction.ofSkipped());
            } else if (MbType.isDirect(type)) {
                predictDirect(mb);
                for (int quarter = 0; quarter < 4; quarter++) {
                    direct.apply(quarter);
                }
            } else if (MbType.hasSubMacroblocks(type)) {
                deriveSubMacroblocks(data, mb);
            } else {
                derivePartitions(data, type);
            }
        }
        end(mb);
    }

    private void beginInter() {
        if (constrainedIntraPred) {
            motion.setIntraPredModes(SliceMotion.UNAVAILABLE);
        }
    }

    private void predictDirect(int mb) {
        direct.predict(firstMbAddr + mb);
    }

    private void setSkipped(int mv) {
        motion.setRefIdx(0, 0, 0, 4, 4, 0);
        motion.setMv(0, 0, 0, 4, 4, mv);
    }

    private void end(int mb) {
        if (keepsCurrent) {
            current.set(firstMbAddr + mb, motion, mb, lists);
        }
    }

    /** 8.3.1.1 and 8.3.2.1; {@code size} is in 4x4 blocks. */
    private void deriveIntraModes(SliceData data, int size) {
        for (int i = 0; i < 16; i += size * size) {
            int x = x(i);
            int y = y(i);
            int predicted = predIntraMode(x, y);
            int rem = data.prediction()[at++];
            motion.setIntraPredMode(x, y, size, rem < 0 ? predicted : rem < predicted ? rem : rem + 1);
        }
    }

    /**
     * predIntra4x4PredMode or predIntra8x8PredMode. Modes are stored by 4x4 block, so both clauses refer to the 4x4
     * block that touches the first sample.
     */
    private int predIntraMode(int x, int y) {
        int a = motion.intraPredModeAt(motion.locate(x - 1, y, x, y));
        int b = motion.intraPredModeAt(motion.locate(x, y - 1, x, y));
        return a == SliceMotion.UNAVAILABLE || b == SliceMotion.UNAVAILABLE ? SliceMotion.DC : Math.min(a, b);
    }

    private void derivePartitions(SliceData data, int type) {
        int width = MbType.partWidth(type);
        int height = MbType.partHeight(type);
        for (int list = 0; list < 2; list++) {
            for (int part = 0; part < 2; part++) {
                if (MbType.usesList(type, part, list)) {
                    motion.setRefIdx(
                            list, part * (width & 2), part * (height & 2), width, height, data.prediction()[at++]);
                }
            }
        }
        for (int list = 0; list < 2; list++) {
            for (int part = 0; part < 2; part++) {
                if (MbType.usesList(type, part, list)) {
                    int x = part * (width & 2);
                    int y = part * (height & 2);
                    int mv = MotionVector.plus(predictPartition(list, part, x, y, width, height), nextMvd(data));
                    motion.setMv(list, x, y, width, height, mv);
                }
            }
        }
    }

    /**
     * The vector prediction of a partition in a macroblock with one or two of them. Its reference index is already in
     * {@link #motion}.
     */
    private int predictPartition(int list, int part, int x, int y, int width, int height) {
        Direction direction = Direction.NONE;
        if (height == 2) {
            direction = part == 0 ? Direction.B : Direction.A;
        } else if (width == 2) {
            direction = part == 0 ? Direction.A : Direction.C;
        }
        return prediction.predict(list, ownRefIdx(list, x, y), x, y, width, direction);
    }

    private int ownRefIdx(int list, int x, int y) {
        return motion.refIdx(motion.currentMb(), list, (y & 2) + (x >> 1));
    }

    private int nextMvd(SliceData data) {
        int mvdX = data.prediction()[at++];
        return MotionVector.of(mvdX, data.prediction()[at++]);
    }

    private void deriveSubMacroblocks(SliceData data, int mb) {
        int first = at;
        at += 4;
        boolean predicted = false;
        for (int quarter = 0; quarter < 4; quarter++) {
            if (data.prediction()[first + quarter] == SubMbType.B_DIRECT_8X8) {
                if (!predicted) {
                    predictDirect(mb);
                    predicted = true;
                }
                direct.apply(quarter);
            }
        }
        for (int list = 0; list < 2; list++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                if (SubMbType.usesList(data.prediction()[first + quarter], list)) {
                    motion.setRefIdx(list, 2 * (quarter & 1), quarter & 2, 2, 2, data.prediction()[at++]);
                }
            }
        }
        for (int list = 0; list < 2; list++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                int subType = data.prediction()[first + quarter];
                if (SubMbType.usesList(subType, list)) {
                    int width = SubMbType.width(subType);
                    int height = SubMbType.height(subType);
                    for (int i = 0; i < 4; i++) {
                        int x = 2 * (quarter & 1) + (i & 1);
                        int y = (quarter & 2) + (i >> 1);
                        if ((i & 1) % width == 0 && (i >> 1) % height == 0) {
                            int mvp = prediction.predict(list, ownRefIdx(list, x, y), x, y, width, Direction.NONE);
                            motion.setMv(list, x, y, width, height, MotionVector.plus(mvp, nextMvd(data)));
                        }
                    }
                }
            }
        }
    }

    /**
     * Appends macroblock {@code mb} of {@code from}, the next one of the slice, without its levels
     * ({@link SliceData#appendWithoutLevels}). Its prediction is coded so that it means here what it means in
     * {@code source}. Skipped and direct macroblocks, whose motion is inferred, become explicit if something else would
     * be inferred here; in B_8x8 macroblocks this applies to each quarter separately.
     *
     * @param source the motion of the slice in {@code from}
     * @return whether the macroblock could be P_Skip if it had no levels; the caller may then call
     *     {@link SliceData#skipLast}
     */
    public boolean express(SliceMotion source, SliceData from, int mb, SliceData to) {
        motion.enter(mb);
        int type = from.mbType(mb);
        at = from.predictionStart(mb);
        boolean skippable = false;
        if (MbType.isIntra(type)) {
            expressIntra(source, from, mb, to);
        } else {
            beginInter();
            if (type == MbType.P_SKIP) {
                expressSkipped(source, from, mb, to);
            } else if (MbType.isDirect(type)) {
                expressDirect(source, from, mb, to);
            } else if (MbType.hasSubMacroblocks(type)) {
                expressSubMacroblocks(source, from, mb, to);
            } else {
                to.appendWithoutPrediction(from, mb, type);
                copyRefIdx(source, mb);
                expressPartitions(source, mb, type, to);
                skippable = type == MbType.P_L0_16X16
                        && ownRefIdx(0, 0, 0) == 0
                        && prediction.ofSkipped() == motion.mv(mb, 0, 0);
            }
        }
        end(mb);
        return skippable;
    }

    private void expressIntra(SliceMotion source, SliceData from, int mb, SliceData to) {
        to.appendWithoutPrediction(from, mb, from.mbType(mb));
        if (from.mbType(mb) == MbType.I_NXN) {
            int size = from.isTransform8x8(mb) ? 2 : 1;
            for (int i = 0; i < 16; i += size * size) {
                int x = x(i);
                int y = y(i);
                int mode = source.intraPredMode(mb, 4 * y + x);
                int predicted = predIntraMode(x, y);
                motion.setIntraPredMode(x, y, size, mode);
                to.appendPrediction(mode == predicted ? -1 : mode < predicted ? mode : mode - 1);
                at++;
            }
        }
        while (at < from.predictionLimit(mb)) {
            to.appendPrediction(from.prediction()[at++]);
        }
    }

    private void expressSkipped(SliceMotion source, SliceData from, int mb, SliceData to) {
        int mv = source.mv(mb, 0, 0);
        setSkipped(mv);
        if (prediction.ofSkipped() == mv) {
            to.appendWithoutPrediction(from, mb, MbType.P_SKIP);
        } else {
            to.appendWithoutPrediction(from, mb, MbType.P_L0_16X16);
            expressPartitions(source, mb, MbType.P_L0_16X16, to);
        }
    }

    private void expressDirect(SliceMotion source, SliceData from, int mb, SliceData to) {
        predictDirect(mb);
        int matching = 0;
        for (int quarter = 0; quarter < 4; quarter++) {
            if (direct.matches(source, mb, quarter)) {
                matching |= 1 << quarter;
            }
        }
        copyRefIdx(source, mb);
        if (matching == 15) {
            to.appendWithoutPrediction(from, mb, from.mbType(mb));
            copyMvs(source, mb);
        } else if (isUniform(source, mb, 0, 4)) {
            int type = MbType.b16x16(source.refIdx(mb, 0, 0) >= 0, source.refIdx(mb, 1, 0) >= 0);
            to.appendWithoutPrediction(from, mb, type);
            expressPartitions(source, mb, type, to);
        } else {
            to.appendWithoutPrediction(from, mb, MbType.B_8X8);
            for (int quarter = 0; quarter < 4; quarter++) {
                subTypes[quarter] =
                        (matching >> quarter & 1) != 0 ? SubMbType.B_DIRECT_8X8 : explicit(source, mb, quarter);
            }
            expressQuarters(source, mb, to);
        }
    }

    private void expressSubMacroblocks(SliceMotion source, SliceData from, int mb, SliceData to) {
        to.appendWithoutPrediction(from, mb, from.mbType(mb));
        boolean predicted = false;
        for (int quarter = 0; quarter < 4; quarter++) {
            int subType = from.prediction()[at + quarter];
            if (subType == SubMbType.B_DIRECT_8X8) {
                if (!predicted) {
                    predictDirect(mb);
                    predicted = true;
                }
                if (!direct.matches(source, mb, quarter)) {
                    subType = explicit(source, mb, quarter);
                }
            }
            subTypes[quarter] = subType;
        }
        copyRefIdx(source, mb);
        expressQuarters(source, mb, to);
    }

    /** The sub_mb_type that codes the prediction of 8x8 block {@code quarter} of {@code source} explicitly. */
    private static int explicit(SliceMotion source, int mb, int quarter) {
        boolean list0 = source.refIdx(mb, 0, quarter) >= 0;
        boolean list1 = source.refIdx(mb, 1, quarter) >= 0;
        return isUniform(source, mb, 4 * (quarter & 2) + 2 * (quarter & 1), 2)
                ? SubMbType.b8x8(list0, list1)
                : SubMbType.b4x4(list0, list1);
    }

    /** Whether the square of {@code size} x {@code size} blocks that starts at {@code first} has uniform motion. */
    private static boolean isUniform(SliceMotion source, int mb, int first, int size) {
        for (int list = 0; list < 2; list++) {
            for (int i = 0; i < size * size; i++) {
                int block = first + 4 * (i / size) + i % size;
                if (source.mv(mb, list, block) != source.mv(mb, list, first)
                        || source.refIdx(mb, list, quarterOf(block)) != source.refIdx(mb, list, quarterOf(first))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int quarterOf(int block) {
        return (block >> 2 & 2) + (block >> 1 & 1);
    }

    private void copyRefIdx(SliceMotion source, int mb) {
        for (int list = 0; list < 2; list++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                motion.setRefIdx(list, 2 * (quarter & 1), quarter & 2, 2, 2, source.refIdx(mb, list, quarter));
            }
        }
    }

    private void copyMvs(SliceMotion source, int mb) {
        for (int list = 0; list < 2; list++) {
            for (int block = 0; block < 16; block++) {
                motion.setMv(list, block & 3, block >> 2, 1, 1, source.mv(mb, list, block));
            }
        }
    }

    /**
     * Appends the values of mb_pred() for a type with one or two partitions. The reference indices are already in
     * {@link #motion}.
     */
    private void expressPartitions(SliceMotion source, int mb, int type, SliceData to) {
        int width = MbType.partWidth(type);
        int height = MbType.partHeight(type);
        for (int list = 0; list < 2; list++) {
            for (int part = 0; part < 2; part++) {
                if (MbType.usesList(type, part, list)) {
                    to.appendPrediction(ownRefIdx(list, part * (width & 2), part * (height & 2)));
                }
            }
        }
        for (int list = 0; list < 2; list++) {
            for (int part = 0; part < 2; part++) {
                if (MbType.usesList(type, part, list)) {
                    int x = part * (width & 2);
                    int y = part * (height & 2);
                    int mv = source.mv(mb, list, 4 * y + x);
                    appendMvd(mv, predictPartition(list, part, x, y, width, height), to);
                    motion.setMv(list, x, y, width, height, mv);
                }
            }
        }
    }

    private static void appendMvd(int mv, int mvp, SliceData to) {
        int mvd = MotionVector.minus(mv, mvp);
        to.appendPrediction(MotionVector.x(mvd));
        to.appendPrediction(MotionVector.y(mvd));
    }

    /**
     * Appends the values of sub_mb_pred() with {@link #subTypes}. The reference indices are already in {@link #motion}.
     */
    private void expressQuarters(SliceMotion source, int mb, SliceData to) {
        for (int subType : subTypes) {
            to.appendPrediction(subType);
        }
        for (int list = 0; list < 2; list++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                if (SubMbType.usesList(subTypes[quarter], list)) {
                    to.appendPrediction(source.refIdx(mb, list, quarter));
                }
            }
        }
        for (int list = 0; list < 2; list++) {
            for (int quarter = 0; quarter < 4; quarter++) {
                boolean coded = SubMbType.usesList(subTypes[quarter], list);
                int width = SubMbType.width(subTypes[quarter]);
                int height = SubMbType.height(subTypes[quarter]);
                for (int i = 0; i < 4; i++) {
                    int x = 2 * (quarter & 1) + (i & 1);
                    int y = (quarter & 2) + (i >> 1);
                    int mv = source.mv(mb, list, 4 * y + x);
                    if (coded && (i & 1) % width == 0 && (i >> 1) % height == 0) {
                        int mvp = prediction.predict(list, ownRefIdx(list, x, y), x, y, width, Direction.NONE);
                        appendMvd(mv, mvp, to);
                    }
                    motion.setMv(list, x, y, 1, 1, mv);
                }
            }
        }
    }

    /** Column and row of luma4x4BlkIdx {@code i}, in 4x4 blocks (Figure 6-10). */
    private static int x(int i) {
        return 2 * (i >> 2 & 1) + (i & 1);
    }

    private static int y(int i) {
        return 2 * (i >> 3) + (i >> 1 & 1);
    }
}
