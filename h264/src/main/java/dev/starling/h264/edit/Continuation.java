package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.motion.ReferenceFrames;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.syntax.DecRefPicMarking;
import dev.starling.h264.syntax.DecRefPicMarking.Operation;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.RefPicListModification;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceHeader.InterPrediction;
import dev.starling.h264.syntax.SliceType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Lets one video continue another. The second one was encoded from a decoded picture of the first: it starts with an
 * IDR picture that shows the same as a reference picture of the first, the <em>anchor</em>. Without that IDR picture
 * and with rewritten slice headers, the rest follows the first video's access units and predicts from the anchor.
 *
 * <p>The first picture of the rest unmarks all references but the anchor. From then on, both videos have the same
 * decoded picture buffer, but for the values of frame_num and the picture order counts. These are copied from the
 * access units of the first video that the rest replaces, so both videos must have the same structure.
 */
public final class Continuation {
    private final ParameterSets parameterSets;
    private final int maxFrameNum;
    /** frame_num in the first video of the references that the second one has sent, by their frame_num there. */
    private final Map<Integer, Integer> frameNums = new HashMap<>();

    private Continuation(ParameterSets parameterSets, int maxFrameNum) {
        this.parameterSets = parameterSets;
        this.maxFrameNum = maxFrameNum;
    }

    /**
     * Where the second video takes over.
     *
     * @param anchor the access unit of the first video that the second one's IDR picture stands for
     * @param from the first access unit that is replaced, a P picture; the one after the last that the first supplies
     */
    public record Switch(int anchor, int from) {}

    /**
     * Rewrites the slices of a continuation.
     *
     * @param first the slices of each access unit of the first video, in decoding order from an IDR picture before or
     *     at the anchor; those from the switch on give the numbers
     * @param second the slices of each access unit of the second video: the IDR picture, then one access unit for each
     *     that is replaced
     * @param parameterSets of both
     * @return the slices of the second video without its first access unit
     * @throws H264Exception UNSUPPORTED if the videos have different structures or features that cannot be rewritten:
     *     long-term references, gaps in frame_num
     */
    public static List<List<NalUnit>> rewrite(
            List<List<NalUnit>> first, Switch at, List<List<NalUnit>> second, ParameterSets parameterSets) {
        if (second.size() != first.size() - at.from() + 1) {
            throw H264Exception.unsupported("number of access units", 0);
        }
        CodedSlice anchor = slice(first, at.anchor(), parameterSets);
        Continuation continuation = new Continuation(parameterSets, anchor.sps().maxFrameNum());
        continuation.frameNums.put(0, anchor.header().frameNum());
        List<List<NalUnit>> rewritten = new ArrayList<>();
        for (int i = 1; i < second.size(); i++) {
            int replaced = at.from() + i - 1;
            CodedSlice numbers = slice(first, replaced, parameterSets);
            Optional<Takeover> takeover =
                    i == 1 ? Optional.of(Takeover.of(first, at, numbers, parameterSets)) : Optional.empty();
            rewritten.add(continuation.rewrite(second.get(i), numbers.header(), takeover));
        }
        return rewritten;
    }

    private static CodedSlice slice(List<List<NalUnit>> video, int accessUnit, ParameterSets parameterSets) {
        return CodedSlice.read(video.get(accessUnit).getFirst(), parameterSets);
    }

    private List<NalUnit> rewrite(List<NalUnit> slices, SliceHeader numbers, Optional<Takeover> takeover) {
        List<NalUnit> rewritten = new ArrayList<>();
        int frameNum = 0;
        for (NalUnit unit : slices) {
            CodedSlice slice = CodedSlice.read(unit, parameterSets);
            SliceHeader header = slice.header();
            require(header.nalRefIdc() == numbers.nalRefIdc(), "nal_ref_idc");
            require(header.idrPicFlag() == numbers.idrPicFlag(), "nal_unit_type");
            frameNum = header.frameNum();
            if (header.idrPicFlag()) {
                frameNums.clear();
            }
            Numbers between = new Numbers(frameNum, numbers.frameNum());
            InterPrediction prediction = takeover.isPresent()
                    ? takeover.get().prediction(header, numbers.frameNum(), maxFrameNum)
                    : between.prediction(header.interPrediction());
            Optional<DecRefPicMarking> marking = takeover.isPresent()
                    ? Optional.of(takeover.get().marking(numbers.frameNum(), maxFrameNum))
                    : header.decRefPicMarking().map(between::marking);
            SliceHeader continued = new SliceHeader(
                    header.nalRefIdc(),
                    header.start(),
                    numbers.pictureId(),
                    prediction,
                    marking,
                    header.cabacInitIdc(),
                    header.sliceQpDelta(),
                    header.deblockingFilter());
            rewritten.add(slice.withHeader(continued, slice.pps()).unit());
        }
        if (numbers.nalRefIdc() != 0) {
            frameNums.put(frameNum, numbers.frameNum());
        }
        return rewritten;
    }

    private static void require(boolean holds, String syntaxElement) {
        if (!holds) {
            throw H264Exception.unsupported(syntaxElement, 0);
        }
    }

    /** frame_num of the current picture in both videos: picture numbers are coded relative to it. */
    private final class Numbers {
        private final int second;
        private final int first;

        Numbers(int second, int first) {
            this.second = second;
            this.first = first;
        }

        /** frame_num in the first video of a reference picture of the second. */
        private int inFirst(int frameNumInSecond) {
            Integer known = frameNums.get(frameNumInSecond);
            require(known != null, "abs_diff_pic_num_minus1");
            return Objects.requireNonNull(known);
        }

        InterPrediction prediction(InterPrediction coded) {
            return new InterPrediction(
                    coded.directSpatialMvPredFlag(),
                    coded.numRefIdxActiveOverride(),
                    coded.refPicListModificationL0().map(this::modification),
                    coded.refPicListModificationL1().map(this::modification),
                    coded.predWeightTable());
        }

        /** 8.2.4.3.1: each operation moves a prediction, which starts at the current picture's number. */
        private RefPicListModification modification(RefPicListModification coded) {
            List<RefPicListModification.Operation> operations = new ArrayList<>();
            int predictedInSecond = second;
            int predictedInFirst = first;
            for (RefPicListModification.Operation operation : coded.operations()) {
                require(operation.modificationOfPicNumsIdc() < 2, "modification_of_pic_nums_idc");
                int difference = operation.value() + 1;
                predictedInSecond = Math.floorMod(
                        operation.modificationOfPicNumsIdc() == 0
                                ? predictedInSecond - difference
                                : predictedInSecond + difference,
                        maxFrameNum);
                int named = inFirst(predictedInSecond);
                operations.add(backwards(predictedInFirst, named, maxFrameNum));
                predictedInFirst = named;
            }
            return new RefPicListModification(operations);
        }

        DecRefPicMarking marking(DecRefPicMarking coded) {
            return switch (coded) {
                case DecRefPicMarking.Idr idr -> idr;
                case DecRefPicMarking.SlidingWindow window -> window;
                case DecRefPicMarking.Adaptive(List<Operation> operations) ->
                    new DecRefPicMarking.Adaptive(
                            operations.stream().map(this::operation).toList());
            };
        }

        private Operation operation(Operation coded) {
            if (coded instanceof Operation.UnmarkShortTerm(int differenceMinus1)) {
                return unmark(inFirst(Math.floorMod(second - differenceMinus1 - 1, maxFrameNum)), first, maxFrameNum);
            }
            throw H264Exception.unsupported("memory_management_control_operation", 0);
        }
    }

    /** Operation 0 from one frame_num to another: 1 … MaxFrameNum back. */
    private static RefPicListModification.Operation backwards(int from, int to, int maxFrameNum) {
        return new RefPicListModification.Operation(0, Math.floorMod(from - to - 1, maxFrameNum));
    }

    private static Operation unmark(int frameNum, int current, int maxFrameNum) {
        return new Operation.UnmarkShortTerm(Math.floorMod(current - frameNum - 1, maxFrameNum));
    }

    /**
     * The references that the first video leaves behind.
     *
     * @param anchor frame_num of the anchor
     * @param others frame_num of the others, latest first
     * @param anchorIsLatest whether the anchor is the latest of all, and so the first in the list of a P picture
     */
    private record Takeover(int anchor, List<Integer> others, boolean anchorIsLatest) {
        static Takeover of(List<List<NalUnit>> first, Switch at, CodedSlice taker, ParameterSets parameterSets) {
            require(taker.header().sliceType() != SliceType.B && !taker.header().idrPicFlag(), "slice_type");
            ReferenceFrames references = new ReferenceFrames();
            List<SliceHeader> headers = new ArrayList<>();
            for (int i = 0; i < at.from(); i++) {
                CodedSlice slice = slice(first, i, parameterSets);
                headers.add(slice.header());
                references.beginPicture(new SliceParameters(slice.header(), slice.sps(), slice.pps()));
                references.endPicture();
            }
            List<Integer> marked = IntStream.range(0, at.from())
                    .filter(references::isMarked)
                    .boxed()
                    .sorted(Comparator.reverseOrder())
                    .toList();
            require(marked.contains(at.anchor()), "dec_ref_pic_marking");
            require(
                    headers.stream()
                            .flatMap(it -> it.decRefPicMarking().stream())
                            .allMatch(Takeover::staysShortTerm),
                    "memory_management_control_operation");
            return new Takeover(
                    headers.get(at.anchor()).frameNum(),
                    marked.stream()
                            .filter(it -> it != at.anchor())
                            .map(it -> headers.get(it).frameNum())
                            .toList(),
                    marked.getFirst() == at.anchor());
        }

        private static boolean staysShortTerm(DecRefPicMarking marking) {
            return switch (marking) {
                case DecRefPicMarking.Idr idr -> !idr.longTermReferenceFlag();
                case DecRefPicMarking.SlidingWindow() -> true;
                case DecRefPicMarking.Adaptive(List<Operation> operations) ->
                    operations.stream().allMatch(Operation.UnmarkShortTerm.class::isInstance);
            };
        }

        /** The anchor is the only reference of the first picture. */
        InterPrediction prediction(SliceHeader coded, int frameNum, int maxFrameNum) {
            if (coded.sliceType() == SliceType.I || anchorIsLatest) {
                return coded.interPrediction();
            }
            InterPrediction prediction = coded.interPrediction();
            return new InterPrediction(
                    prediction.directSpatialMvPredFlag(),
                    prediction.numRefIdxActiveOverride(),
                    Optional.of(new RefPicListModification(List.of(backwards(frameNum, anchor, maxFrameNum)))),
                    Optional.empty(),
                    prediction.predWeightTable());
        }

        DecRefPicMarking marking(int frameNum, int maxFrameNum) {
            return others.isEmpty()
                    ? new DecRefPicMarking.SlidingWindow()
                    : new DecRefPicMarking.Adaptive(others.stream()
                            .map(it -> unmark(it, frameNum, maxFrameNum))
                            .toList());
        }
    }
}
