package dev.starling.h264.transform;

/** Derives QP′<sub>C</sub> from QP<sub>Y</sub> (8.5.8, Table 8-15). */
public final class ChromaQp {
    /** Table 8-15 for qPI 30…51. Below 30, QP<sub>C</sub> equals qPI. */
    private static final int[] QPC_FROM_30 = {
        29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39
    };

    private ChromaQp() {}

    /**
     * QP′<sub>C</sub>, 0…39 + qpBdOffsetC.
     *
     * @param qpY QP<sub>Y</sub>, −qpBdOffsetY…51
     * @param qpOffset chroma_qp_index_offset for Cb, second_chroma_qp_index_offset for Cr, −12…12
     * @param qpBdOffsetC QpBdOffset<sub>C</sub>, 6 · (bit depth − 8)
     */
    public static int qpC(int qpY, int qpOffset, int qpBdOffsetC) {
        int qpI = Math.clamp(qpY + qpOffset, -qpBdOffsetC, 51);
        return (qpI < 30 ? qpI : QPC_FROM_30[qpI - 30]) + qpBdOffsetC;
    }
}
