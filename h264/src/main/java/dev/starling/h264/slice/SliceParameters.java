package dev.starling.h264.slice;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;

/** The header and the parameter sets of a slice, on which its slice data depends. */
public record SliceParameters(SliceHeader header, SequenceParameterSet sps, PictureParameterSet pps) {

    /** Address of the first macroblock (7.3.4). */
    public int firstMbAddr() {
        return header.firstMbInSlice() * (mbaffFrameFlag() ? 2 : 1);
    }

    /** PicSizeInMbs. */
    public int picSizeInMbs() {
        int frame = Math.toIntExact(sps.frameSizeInMbs().mbCount());
        return header.structure().isField() ? frame / 2 : frame;
    }

    /** MbaffFrameFlag (7.4.3): whether this is a frame whose macroblock pairs may be coded as fields. */
    public boolean mbaffFrameFlag() {
        return header.mbaffFrameFlag(sps);
    }

    /** QpBdOffsetY: 6 for each bit above 8. */
    public int qpBdOffsetY() {
        return 6 * (sps.bitDepthLuma() - 8);
    }

    /** SliceQPY (7-30). */
    public int sliceQpY() {
        return header.sliceQpY(pps);
    }

    /** A copy with another SliceQPY. */
    public SliceParameters withSliceQpY(int sliceQpY) {
        int sliceQpDelta = header.sliceQpDelta() + sliceQpY - sliceQpY();
        return new SliceParameters(header.withSliceQpDelta(sliceQpDelta), sps, pps);
    }

    /**
     * Checks that the slice begins inside its picture.
     *
     * @throws H264Exception MALFORMED in first_mb_in_slice
     */
    void check() {
        if (firstMbAddr() >= picSizeInMbs()) {
            throw H264Exception.malformed("first_mb_in_slice", 0);
        }
    }
}
