package dev.starling.h264.motion;

import dev.starling.h264.motion.ReferenceLists.ReferencePicture;
import dev.starling.h264.slice.SliceContext;
import dev.starling.h264.syntax.DecRefPicMarking;
import dev.starling.h264.syntax.DecRefPicMarking.Operation;
import dev.starling.h264.syntax.RefPicListModification;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames that are marked as used for reference (8.2.5), and the lists in which slices name them (8.2.4). Fed with
 * pictures in decoding order, which it numbers from 0; pictures must be frames of streams with frame_mbs_only_flag 1.
 * References that the stream has lost are simply not there.
 */
public final class ReferenceFrames {
    private static final int NON_EXISTING = ReferenceLists.MISSING;

    /** The most frames that a decoded picture buffer can have (A.3.1). */
    private static final int DPB_FRAMES = 16;

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
    private @Nullable SliceContext current;
    private int picture = -1;
    private int picOrderCnt;
    private int prevRefFrameNum;

    /** Begins the picture whose first slice this is, and returns its number. */
    public int beginPicture(SliceContext first) {
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
     * 8.2.5.2: frame_num values that were passed over stand for frames that do not exist, and push out others. No more
     * are made than there is room for.
     */
    private void fillGap(int frameNum, SequenceParameterSet sps) {
        int maxFrameNum = maxFrameNum(sps);
        int next = (prevRefFrameNum + 1) % maxFrameNum;
        if (frameNum == prevRefFrameNum || frameNum == next) {
            return;
        }
        int missing = Math.floorMod(frameNum - next, maxFrameNum);
        for (int i = Math.min(missing, maxNumRefFrames(sps)); i > 0; i--) {
            int passed = Math.floorMod(frameNum - i, maxFrameNum);
            slideWindow(passed, sps);
            frames.add(new Frame(NON_EXISTING, passed, 0));
        }
    }

    /** The lists of a slice of the current picture. */
    public ReferenceLists lists(SliceContext slice) {
        SliceHeader header = slice.header();
        List<Frame> list0 = new ArrayList<>();
        List<Frame> list1 = new ArrayList<>();
        switch (header.sliceType()) {
            case I -> {}
            case P -> list0.addAll(initialisedForP(header.frameNum(), maxFrameNum(slice.sps())));
            case B -> {
                list0.addAll(initialisedForB(false));
                list1.addAll(initialisedForB(true));
                if (list1.size() > 1 && list1.equals(list0)) {
                    // 8.2.4.2.3
                    list1.add(0, list1.remove(1));
                }
            }
        }
        return new ReferenceLists(
                entries(list0, header.numRefIdxL0Active(slice.pps()), header.refPicListModificationL0(), slice),
                entries(list1, header.numRefIdxL1Active(slice.pps()), header.refPicListModificationL1(), slice),
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
    private List<Frame> initialisedForB(boolean list1) {
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
        List<Frame> list = new ArrayList<>(list1 ? after : before);
        list.addAll(list1 ? before : after);
        list.addAll(longTerm());
        return list;
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

    /** Cuts an initialised list to its length and modifies it: 8.2.4.3. */
    private List<ReferencePicture> entries(
            List<Frame> initialised, int length, @Nullable RefPicListModification modification, SliceContext slice) {
        List<Frame> list = new ArrayList<>(initialised.subList(0, Math.min(length, initialised.size())));
        if (modification != null) {
            int maxFrameNum = maxFrameNum(slice.sps());
            int frameNum = slice.header().frameNum();
            int predicted = frameNum;
            int at = 0;
            for (RefPicListModification.Operation operation : modification.operations()) {
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
                    int to = Math.min(at, list.size());
                    list.add(to, frame);
                    for (int i = list.size() - 1; i > to; i--) {
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

    /** Ends the current picture: marks it, and unmarks others, as its dec_ref_pic_marking() says (8.2.5). */
    public void endPicture() {
        SliceContext context = current;
        if (context == null) {
            throw new IllegalStateException("no picture has begun");
        }
        current = null;
        DecRefPicMarking marking = context.header().decRefPicMarking();
        if (marking == null) {
            return;
        }
        prevRefFrameNum = context.header().frameNum();
        switch (marking) {
            case DecRefPicMarking.Idr idr -> {
                Frame frame = new Frame(picture, prevRefFrameNum, picOrderCnt);
                frame.longTerm = idr.longTermReferenceFlag();
                frames.add(frame);
            }
            case DecRefPicMarking.SlidingWindow() -> {
                slideWindow(prevRefFrameNum, context.sps());
                frames.add(new Frame(picture, prevRefFrameNum, picOrderCnt));
            }
            case DecRefPicMarking.Adaptive(List<Operation> operations) -> adapt(operations, context.sps());
        }
    }

    /** 8.2.5.3: makes room for one more. */
    private void slideWindow(int frameNum, SequenceParameterSet sps) {
        int maxFrameNum = maxFrameNum(sps);
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

    /** 8.2.5.4. */
    private void adapt(List<Operation> operations, SequenceParameterSet sps) {
        int maxFrameNum = maxFrameNum(sps);
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
        while (frames.size() > DPB_FRAMES) {
            // A damaged stream that unmarks too few.
            frames.removeFirst();
        }
    }

    /** Whether later pictures may refer to picture {@code number}. */
    public boolean isMarked(int number) {
        return frames.stream().anyMatch(frame -> frame.picture == number);
    }

    private static int maxFrameNum(SequenceParameterSet sps) {
        return 1 << (sps.log2MaxFrameNumMinus4() + 4);
    }

    private static int maxNumRefFrames(SequenceParameterSet sps) {
        return Math.clamp(sps.referenceFrames().maxNumRefFrames(), 1, DPB_FRAMES);
    }
}
