package dev.starling.h264.motion;

import dev.starling.h264.motion.ReferenceLists.ReferencePicture;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.syntax.DecRefPicMarking;
import dev.starling.h264.syntax.DecRefPicMarking.Operation;
import dev.starling.h264.syntax.RefPicListModification;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceHeader.InterPrediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The frames that are marked as used for reference (8.2.5), and the reference picture lists of slices (8.2.4). Takes
 * pictures in decoding order and numbers them from 0. Pictures must be frames of streams with frame_mbs_only_flag 1.
 * References that the stream has lost are missing.
 */
public final class ReferenceFrames {
    private static final int NON_EXISTING = ReferenceLists.MISSING;

    /** The largest number of frames in a decoded picture buffer (A.3.1). */
    private static final int MAX_DPB_FRAMES = 16;

    /** A frame in the decoded picture buffer. */
    private static final class Frame {
        final int picture;
        final int frameNum;
        final int picOrderCnt;
        boolean longTerm;
        int longTermFrameIdx;

        Frame(int picture, int frameNum, int picOrderCnt) {
            this.picture = picture;
            this.frameNum = frameNum;
            this.picOrderCnt = picOrderCnt;
        }

        ReferencePicture asEntry() {
            return new ReferencePicture(picture, picOrderCnt, longTerm);
        }
    }

    private final List<Frame> frames = new ArrayList<>();
    private final PicOrderCounter picOrderCounter = new PicOrderCounter();
    private @Nullable SliceParameters current;
    private int picture = -1;
    private int picOrderCnt;
    private int prevRefFrameNum;

    /** Begins the picture with first slice {@code first}, and returns its number. */
    public int beginPicture(SliceParameters first) {
        current = first;
        SliceHeader header = first.header();
        if (header.idrPicFlag()) {
            frames.clear();
        } else {
            fillGap(header.frameNum(), first.sps());
        }
        picOrderCnt = picOrderCounter.next(first);
        return ++picture;
    }

    /**
     * Handles gaps in frame_num (8.2.5.2): each skipped value becomes a non-existing frame, which pushes out an older
     * one. Creates at most as many as the buffer can hold.
     */
    private void fillGap(int frameNum, SequenceParameterSet sps) {
        int maxFrameNum = sps.maxFrameNum();
        int next = (prevRefFrameNum + 1) % maxFrameNum;
        if (frameNum == prevRefFrameNum || frameNum == next) {
            return;
        }
        int missing = Math.floorMod(frameNum - next, maxFrameNum);
        for (int i = Math.min(missing, maxNumRefFrames(sps)); i > 0; i--) {
            int skipped = Math.floorMod(frameNum - i, maxFrameNum);
            slideWindow(skipped, sps);
            frames.add(new Frame(NON_EXISTING, skipped, 0));
        }
    }

    /** The reference picture lists of a slice of the current picture. */
    public ReferenceLists lists(SliceParameters slice) {
        SliceHeader header = slice.header();
        InterPrediction prediction = header.interPrediction();
        List<Frame> list0 = new ArrayList<>();
        List<Frame> list1 = new ArrayList<>();
        switch (header.sliceType()) {
            case I -> {}
            case P ->
                list0.addAll(initialisedForP(header.frameNum(), slice.sps().maxFrameNum()));
            case B -> {
                list0.addAll(initialisedForB(0));
                list1.addAll(initialisedForB(1));
                if (list1.size() > 1 && list1.equals(list0)) {
                    // 8.2.4.2.3
                    list1.add(0, list1.remove(1));
                }
            }
        }
        return new ReferenceLists(
                entries(list0, header.numRefIdxL0Active(slice.pps()), prediction.refPicListModificationL0(), slice),
                entries(list1, header.numRefIdxL1Active(slice.pps()), prediction.refPicListModificationL1(), slice),
                picOrderCnt);
    }

    /** 8.2.4.2.1. */
    private List<Frame> initialisedForP(int frameNum, int maxFrameNum) {
        List<Frame> list = new ArrayList<>(shortTerm());
        list.sort(Comparator.comparingInt((Frame frame) -> picNum(frame, frameNum, maxFrameNum))
                .reversed());
        list.addAll(longTerm());
        return list;
    }

    /** 8.2.4.2.3. */
    private List<Frame> initialisedForB(int list) {
        Comparator<Frame> byOrder = Comparator.comparingInt(frame -> frame.picOrderCnt);
        List<Frame> before = new ArrayList<>();
        List<Frame> after = new ArrayList<>();
        for (Frame frame : shortTerm()) {
            if (frame.picture != NON_EXISTING) {
                (frame.picOrderCnt <= picOrderCnt ? before : after).add(frame);
            }
        }
        before.sort(byOrder.reversed());
        after.sort(byOrder);
        List<Frame> initialised = new ArrayList<>(list == 0 ? before : after);
        initialised.addAll(list == 0 ? after : before);
        initialised.addAll(longTerm());
        return initialised;
    }

    private List<Frame> shortTerm() {
        return frames.stream().filter(frame -> !frame.longTerm).toList();
    }

    private List<Frame> longTerm() {
        return frames.stream()
                .filter(frame -> frame.longTerm)
                .sorted(Comparator.comparingInt(frame -> frame.longTermFrameIdx))
                .toList();
    }

    /** Cuts an initialised list to its length and modifies it (8.2.4.3). */
    private List<ReferencePicture> entries(
            List<Frame> initialised, int length, Optional<RefPicListModification> modification, SliceParameters slice) {
        List<Frame> list = new ArrayList<>(initialised.subList(0, Math.min(length, initialised.size())));
        if (modification.isPresent()) {
            int maxFrameNum = slice.sps().maxFrameNum();
            int frameNum = slice.header().frameNum();
            int predicted = frameNum;
            int at = 0;
            for (RefPicListModification.Operation operation : modification.get().operations()) {
                Frame named;
                if (operation.modificationOfPicNumsIdc() == 2) {
                    named = withLongTermPicNum(operation.value());
                } else {
                    int difference = operation.value() + 1;
                    predicted = Math.floorMod(
                            operation.modificationOfPicNumsIdc() == 0 ? predicted - difference : predicted + difference,
                            maxFrameNum);
                    named = withPicNum(
                            predicted > frameNum ? predicted - maxFrameNum : predicted, frameNum, maxFrameNum);
                }
                if (named != null) {
                    Frame frame = named;
                    int index = Math.min(at, list.size());
                    list.add(index, frame);
                    for (int i = list.size() - 1; i > index; i--) {
                        if (list.get(i) == frame) {
                            list.remove(i);
                        }
                    }
                    at++;
                }
            }
        }
        return list.stream().limit(length).map(Frame::asEntry).toList();
    }

    private @Nullable Frame withPicNum(int picNum, int frameNum, int maxFrameNum) {
        for (Frame frame : frames) {
            if (!frame.longTerm && picNum(frame, frameNum, maxFrameNum) == picNum) {
                return frame;
            }
        }
        return null;
    }

    private @Nullable Frame withLongTermPicNum(int longTermPicNum) {
        for (Frame frame : frames) {
            if (frame.longTerm && frame.longTermFrameIdx == longTermPicNum) {
                return frame;
            }
        }
        return null;
    }

    /** PicNum of a short-term frame: (8-27) and (8-28). */
    private static int picNum(Frame frame, int frameNum, int maxFrameNum) {
        return frame.frameNum > frameNum ? frame.frameNum - maxFrameNum : frame.frameNum;
    }

    /** Ends the current picture, and marks it and others according to its dec_ref_pic_marking() (8.2.5). */
    public void endPicture() {
        SliceParameters parameters = current;
        if (parameters == null) {
            throw new IllegalStateException("no picture has been begun");
        }
        current = null;
        Optional<DecRefPicMarking> marking = parameters.header().decRefPicMarking();
        if (marking.isEmpty()) {
            return;
        }
        prevRefFrameNum = parameters.header().frameNum();
        switch (marking.get()) {
            case DecRefPicMarking.Idr idr -> {
                Frame frame = new Frame(picture, prevRefFrameNum, picOrderCnt);
                frame.longTerm = idr.longTermReferenceFlag();
                frames.add(frame);
            }
            case DecRefPicMarking.SlidingWindow() -> {
                slideWindow(prevRefFrameNum, parameters.sps());
                frames.add(new Frame(picture, prevRefFrameNum, picOrderCnt));
            }
            case DecRefPicMarking.Adaptive(List<Operation> operations) -> adapt(operations, parameters.sps());
        }
    }

    /** Makes room for one more frame (8.2.5.3). */
    private void slideWindow(int frameNum, SequenceParameterSet sps) {
        int maxFrameNum = sps.maxFrameNum();
        while (frames.size() >= maxNumRefFrames(sps)) {
            Frame oldest = shortTerm().stream()
                    .min(Comparator.comparingInt(frame -> picNum(frame, frameNum, maxFrameNum)))
                    .orElse(null);
            if (oldest == null) {
                return;
            }
            frames.remove(oldest);
        }
    }

    /** Adaptive marking (8.2.5.4). */
    private void adapt(List<Operation> operations, SequenceParameterSet sps) {
        int maxFrameNum = sps.maxFrameNum();
        int frameNum = prevRefFrameNum;
        int currentLongTermFrameIdx = -1;
        for (Operation operation : operations) {
            switch (operation) {
                case Operation.UnmarkShortTerm(int differenceOfPicNumsMinus1) ->
                    frames.remove(withPicNum(frameNum - differenceOfPicNumsMinus1 - 1, frameNum, maxFrameNum));
                case Operation.UnmarkLongTerm(int longTermPicNum) -> frames.remove(withLongTermPicNum(longTermPicNum));
                case Operation.ShortTermToLongTerm(int differenceOfPicNumsMinus1, int longTermFrameIdx) -> {
                    Frame frame = withPicNum(frameNum - differenceOfPicNumsMinus1 - 1, frameNum, maxFrameNum);
                    frames.remove(withLongTermPicNum(longTermFrameIdx));
                    if (frame != null) {
                        frame.longTerm = true;
                        frame.longTermFrameIdx = longTermFrameIdx;
                    }
                }
                case Operation.LimitLongTerm(int maxLongTermFrameIdxPlus1) ->
                    frames.removeIf(frame -> frame.longTerm && frame.longTermFrameIdx >= maxLongTermFrameIdxPlus1);
                case Operation.UnmarkAll() -> {
                    frames.clear();
                    picOrderCnt = picOrderCounter.resetByOperation5();
                    prevRefFrameNum = 0;
                }
                case Operation.CurrentToLongTerm(int longTermFrameIdx) -> {
                    frames.remove(withLongTermPicNum(longTermFrameIdx));
                    currentLongTermFrameIdx = longTermFrameIdx;
                }
            }
        }
        Frame frame = new Frame(picture, prevRefFrameNum, picOrderCnt);
        if (currentLongTermFrameIdx >= 0) {
            frame.longTerm = true;
            frame.longTermFrameIdx = currentLongTermFrameIdx;
        }
        frames.add(frame);
        while (frames.size() > MAX_DPB_FRAMES) {
            // A damaged stream unmarks too few.
            frames.removeFirst();
        }
    }

    /** Whether later pictures may refer to picture {@code number}. */
    public boolean isMarked(int number) {
        return frames.stream().anyMatch(frame -> frame.picture == number);
    }

    private static int maxNumRefFrames(SequenceParameterSet sps) {
        return Math.clamp(sps.maxNumRefFrames(), 1, MAX_DPB_FRAMES);
    }
}
