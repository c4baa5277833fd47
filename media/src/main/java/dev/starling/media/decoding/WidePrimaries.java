package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT2020;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE431;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE432;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_CL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Colour primaries of standard dynamic range that are wider than BT.709's. Shown as if they were BT.709's, colours
 * would be pale. Their transfer characteristics are BT.709's too: BT.2020 has the same curve, in more digits.
 */
enum WidePrimaries {
    /** They are not wide. */
    NONE(""),
    BT2020("2020"),
    DCI_P3("smpte431"),
    DISPLAY_P3("smpte432");

    private final String nativeName;

    WidePrimaries(String nativeName) {
        this.nativeName = nativeName;
    }

    /** Those of a picture; untagged ones are judged by the matrix. */
    static WidePrimaries of(AVFrame frame) {
        int primaries = frame.color_primaries();
        int matrix = frame.colorspace();
        boolean byMatrix = matrix == AVCOL_SPC_BT2020_NCL || matrix == AVCOL_SPC_BT2020_CL;
        if (primaries == AVCOL_PRI_BT2020 || (primaries == AVCOL_PRI_UNSPECIFIED && byMatrix)) {
            return BT2020;
        }
        return primaries == AVCOL_PRI_SMPTE431 ? DCI_P3 : primaries == AVCOL_PRI_SMPTE432 ? DISPLAY_P3 : NONE;
    }

    /** The filters that convert to BT.709's primaries, to RGB. */
    String filters() {
        return "zscale=primariesin=" + nativeName + ":transferin=709:primaries=709:transfer=709:range=full,"
                + "format=gbrp10le";
    }
}
