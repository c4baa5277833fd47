package dev.starling.h264.edit;

import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.syntax.SliceType;
import dev.starling.h264.transform.BlockKind;
import dev.starling.h264.transform.Requantiser;
import dev.starling.h264.transform.SparseBlock;

/** Requantises macroblocks of a slice in place. */
final class SliceRequantiser {
    private static final int MAX_QP = 51;

    /**
     * A dead zone of two thirds of a step ({@link Requantiser}). A level of one was worth its bits at the old rate, but
     * is not at the new one.
     */
    private static final int ROUNDING = 21;

    private final SparseBlock block = new SparseBlock();

    /**
     * Raises the QPs of the macroblocks whose {@link #energy} is below a limit by {@code deltaQp}, and requantises
     * their levels. If all macroblocks of the slice's main kind are chosen, slice_qp_delta rises too, so that the
     * values of mb_qp_delta stay small.
     *
     * @param interLimit limit for inter macroblocks: infinity for all of them, 0 for none
     * @param intraLimit limit for intra macroblocks, likewise
     */
    void requantise(SliceData data, int deltaQp, double interLimit, double intraLimit) {
        SliceParameters parameters = data.parameters();
        MacroblockQuantisers quantisers = new MacroblockQuantisers(parameters);
        for (int mb = 0; mb < data.mbCount(); mb++) {
            double limit = MbType.isIntra(data.mbType(mb)) ? intraLimit : interLimit;
            if (limit == Double.POSITIVE_INFINITY || (limit > 0 && energy(data, mb, quantisers) < limit)) {
                requantise(data, mb, deltaQp, quantisers);
            }
        }
        double mainLimit = parameters.header().sliceType() == SliceType.I ? intraLimit : interLimit;
        if (mainLimit == Double.POSITIVE_INFINITY) {
            data.replaceParameters(parameters.withSliceQpY(raised(parameters.sliceQpY(), deltaQp)));
        }
        data.rederive();
    }

    /** The energy of the macroblock's levels ({@link Requantiser#energy}); 0 if it has none that can be requantised. */
    double energy(SliceData data, int mb, MacroblockQuantisers quantisers) {
        if (!quantisers.isQuantised(data, mb)) {
            return 0;
        }
        boolean field = quantisers.isFieldCoded(data, mb);
        double sum = 0;
        int at = data.levelStart(mb);
        for (byte slot : data.blockOrder()) {
            int count = data.totalCoeff(mb, slot);
            if (count != 0) {
                BlockKind kind = quantisers.kind(data, mb, slot);
                block.set(data.scanIndices(), data.levels(), at, count, quantisers.qp(slot, data.qpY(mb)));
                sum += Requantiser.energy(block, kind, field);
                at += count;
            }
        }
        return sum;
    }

    private void requantise(SliceData data, int mb, int deltaQp, MacroblockQuantisers quantisers) {
        if (!quantisers.isQuantised(data, mb)) {
            return;
        }
        int qpY = data.qpY(mb);
        int newQpY = raised(qpY, deltaQp);
        data.setQpY(mb, newQpY);
        if (data.codedBlockPattern(mb) == 0 && !MbType.isIntra16x16(data.mbType(mb))) {
            return;
        }
        boolean field = quantisers.isFieldCoded(data, mb);
        byte[] scanIndices = data.scanIndices();
        int[] levels = data.levels();
        int at = data.levelStart(mb);
        int end = data.levelLimit(mb);
        int outAt = at;
        for (byte slot : data.blockOrder()) {
            if (at == end) {
                break;
            }
            int count = data.totalCoeff(mb, slot);
            if (count != 0) {
                block.set(scanIndices, levels, at, count, quantisers.qp(slot, qpY));
                int left = Requantiser.requantise(
                        block, quantisers.kind(data, mb, slot), field, quantisers.qp(slot, newQpY), ROUNDING, outAt);
                data.setTotalCoeff(mb, slot, left);
                at += count;
                outAt += left;
            }
        }
    }

    private static int raised(int qpY, int deltaQp) {
        return Math.max(qpY, Math.min(MAX_QP, qpY + deltaQp));
    }
}
