package dev.starling.h264.motion;

import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.syntax.PicOrderCnt;
import dev.starling.h264.syntax.PicOrderCnt.CodedDeltas;
import dev.starling.h264.syntax.PicOrderCnt.CodedLsb;
import dev.starling.h264.syntax.PicOrderCntType.Cycle;
import dev.starling.h264.syntax.PicOrderCntType.DecodingOrder;
import dev.starling.h264.syntax.PicOrderCntType.Lsb;
import dev.starling.h264.syntax.SliceHeader;
import java.util.List;

/** Derives the picture order counts of frames in decoding order (8.2.1). */
final class PicOrderCounter {
    private int prevPicOrderCntMsb;
    private int prevPicOrderCntLsb;
    private int prevFrameNum;
    private int prevFrameNumOffset;

    /** TopFieldOrderCnt and BottomFieldOrderCnt of the current frame. */
    private int top;

    private int bottom;

    /** PicOrderCnt of the next frame, whose first slice is given. */
    int next(SliceParameters parameters) {
        SliceHeader header = parameters.header();
        PicOrderCnt coded = header.pictureId().picOrderCnt();
        switch (parameters.sps().picOrderCntType()) {
            case Lsb(int log2MaxPicOrderCntLsbMinus4) ->
                lsb(header, (CodedLsb) coded, 1 << (log2MaxPicOrderCntLsbMinus4 + 4));
            case Cycle cycle -> {
                var deltas = (CodedDeltas) coded;
                int frameNumOffset = frameNumOffset(parameters);
                top = expectedPicOrderCnt(header, cycle, frameNumOffset) + deltas.deltaPicOrderCnt0();
                bottom = top + cycle.offsetForTopToBottomField() + deltas.deltaPicOrderCnt1();
            }
            case DecodingOrder() -> {
                int doubled = 2 * (frameNumOffset(parameters) + header.frameNum());
                top = header.nalRefIdc() == 0 ? doubled - 1 : doubled;
                bottom = top;
            }
        }
        return Math.min(top, bottom);
    }

    /** 8.2.1.1. */
    private void lsb(SliceHeader header, CodedLsb coded, int maxPicOrderCntLsb) {
        if (header.idrPicFlag()) {
            prevPicOrderCntMsb = 0;
            prevPicOrderCntLsb = 0;
        }
        int lsb = coded.picOrderCntLsb();
        int msb = prevPicOrderCntMsb;
        if (lsb < prevPicOrderCntLsb && prevPicOrderCntLsb - lsb >= maxPicOrderCntLsb / 2) {
            msb += maxPicOrderCntLsb;
        } else if (lsb > prevPicOrderCntLsb && lsb - prevPicOrderCntLsb > maxPicOrderCntLsb / 2) {
            msb -= maxPicOrderCntLsb;
        }
        top = msb + lsb;
        bottom = top + coded.deltaPicOrderCntBottom();
        if (header.nalRefIdc() != 0) {
            prevPicOrderCntMsb = msb;
            prevPicOrderCntLsb = lsb;
        }
    }

    /** FrameNumOffset, (8-6) and (8-11). */
    private int frameNumOffset(SliceParameters parameters) {
        SliceHeader header = parameters.header();
        int offset = prevFrameNumOffset;
        if (header.idrPicFlag()) {
            offset = 0;
        } else if (prevFrameNum > header.frameNum()) {
            offset += parameters.sps().maxFrameNum();
        }
        prevFrameNum = header.frameNum();
        prevFrameNumOffset = offset;
        return offset;
    }

    /** expectedPicOrderCnt, (8-7) to (8-9). */
    private static int expectedPicOrderCnt(SliceHeader header, Cycle cycle, int frameNumOffset) {
        List<Integer> offsets = cycle.offsetForRefFrame();
        boolean reference = header.nalRefIdc() != 0;
        int absFrameNum = offsets.isEmpty() ? 0 : frameNumOffset + header.frameNum();
        if (!reference && absFrameNum > 0) {
            absFrameNum--;
        }
        int expected = 0;
        if (absFrameNum > 0) {
            int cycles = (absFrameNum - 1) / offsets.size();
            int inCycle = (absFrameNum - 1) % offsets.size();
            for (int i = 0; i < offsets.size(); i++) {
                expected += offsets.get(i) * (i <= inCycle ? cycles + 1 : cycles);
            }
        }
        return reference ? expected : expected + cycle.offsetForNonRefPic();
    }

    /**
     * Applies memory_management_control_operation 5, which treats the frame as if it had frame_num 0 (8.2.1).
     *
     * @return its new PicOrderCnt
     */
    int resetByOperation5() {
        int min = Math.min(top, bottom);
        top -= min;
        bottom -= min;
        prevPicOrderCntMsb = 0;
        prevPicOrderCntLsb = top;
        prevFrameNum = 0;
        prevFrameNumOffset = 0;
        return 0;
    }
}
