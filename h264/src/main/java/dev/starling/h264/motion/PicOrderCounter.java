package dev.starling.h264.motion;

import dev.starling.h264.slice.SliceContext;
import dev.starling.h264.syntax.PicOrderCntType.Cycle;
import dev.starling.h264.syntax.PicOrderCntType.DecodingOrder;
import dev.starling.h264.syntax.PicOrderCntType.Lsb;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceHeader.PicOrderCnt;
import java.util.List;

/** Decoding process for picture order count, 8.2.1, of frames in decoding order. */
final class PicOrderCounter {
    private int prevPicOrderCntMsb;
    private int prevPicOrderCntLsb;
    private int prevFrameNum;
    private int prevFrameNumOffset;

    /** TopFieldOrderCnt and BottomFieldOrderCnt of the current frame. */
    private int top;

    private int bottom;

    /** PicOrderCnt of the next frame, given by its first slice. */
    int next(SliceContext context) {
        SliceHeader header = context.header();
        PicOrderCnt coded = header.picOrderCnt();
        switch (context.sps().picOrderCntType()) {
            case Lsb(int log2MaxPicOrderCntLsbMinus4) -> lsb(header, 1 << (log2MaxPicOrderCntLsbMinus4 + 4));
            case Cycle cycle -> {
                int frameNumOffset = frameNumOffset(context);
                top = expectedPicOrderCnt(header, cycle, frameNumOffset) + coded.deltaPicOrderCnt0();
                bottom = top + cycle.offsetForTopToBottomField() + coded.deltaPicOrderCnt1();
            }
            case DecodingOrder() -> {
                int doubled = 2 * (frameNumOffset(context) + header.frameNum());
                top = header.nalRefIdc() == 0 ? doubled - 1 : doubled;
                bottom = top;
            }
        }
        return Math.min(top, bottom);
    }

    /** 8.2.1.1. */
    private void lsb(SliceHeader header, int maxPicOrderCntLsb) {
        if (header.idrPicFlag()) {
            prevPicOrderCntMsb = 0;
            prevPicOrderCntLsb = 0;
        }
        int lsb = header.picOrderCnt().picOrderCntLsb();
        int msb = prevPicOrderCntMsb;
        if (lsb < prevPicOrderCntLsb && prevPicOrderCntLsb - lsb >= maxPicOrderCntLsb / 2) {
            msb += maxPicOrderCntLsb;
        } else if (lsb > prevPicOrderCntLsb && lsb - prevPicOrderCntLsb > maxPicOrderCntLsb / 2) {
            msb -= maxPicOrderCntLsb;
        }
        top = msb + lsb;
        bottom = top + header.picOrderCnt().deltaPicOrderCntBottom();
        if (header.nalRefIdc() != 0) {
            prevPicOrderCntMsb = msb;
            prevPicOrderCntLsb = lsb;
        }
    }

    /** FrameNumOffset, (8-6) and (8-11). */
    private int frameNumOffset(SliceContext context) {
        SliceHeader header = context.header();
        int offset = prevFrameNumOffset;
        if (header.idrPicFlag()) {
            offset = 0;
        } else if (prevFrameNum > header.frameNum()) {
            offset += 1 << (context.sps().log2MaxFrameNumMinus4() + 4);
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
     * What follows from memory_management_control_operation 5: the frame counts as if it had frame_num 0 (8.2.1). Its
     * new PicOrderCnt is returned.
     */
    int resetByOperation5() {
        int least = Math.min(top, bottom);
        top -= least;
        bottom -= least;
        prevPicOrderCntMsb = 0;
        prevPicOrderCntLsb = top;
        prevFrameNum = 0;
        prevFrameNumOffset = 0;
        return 0;
    }
}
