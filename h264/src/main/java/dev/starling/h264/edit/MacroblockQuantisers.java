package dev.starling.h264.edit;

import dev.starling.h264.slice.BlockSlots;
import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.transform.BlockKind;
import dev.starling.h264.transform.ChromaQp;

/**
 * The quantiser of each residual block of a slice, derived from the parameter sets and the macroblock's type and
 * QP<sub>Y</sub>.
 */
final class MacroblockQuantisers {
    private final int chromaArrayType;
    private final boolean fieldPicture;
    private final boolean losslessAtZero;
    private final int qpBdOffsetY;
    private final int qpBdOffsetC;
    private final int cbOffset;
    private final int crOffset;

    MacroblockQuantisers(SliceParameters parameters) {
        SequenceParameterSet sps = parameters.sps();
        PictureParameterSet pps = parameters.pps();
        chromaArrayType = sps.chromaArrayType();
        fieldPicture = parameters.header().structure().isField();
        losslessAtZero = sps.qpprimeYZeroTransformBypassFlag();
        qpBdOffsetY = parameters.qpBdOffsetY();
        qpBdOffsetC = 6 * (sps.bitDepthChroma() - 8);
        cbOffset = pps.initialQp().chromaQpIndexOffset();
        crOffset = pps.secondChromaQpIndexOffset();
    }

    /**
     * Whether the macroblock's levels are quantised coefficients. In I_PCM macroblocks, and where
     * TransformBypassModeFlag is 1 (7.4.5), they are samples or differences of samples.
     */
    boolean isQuantised(SliceData data, int mb) {
        return data.mbType(mb) != MbType.I_PCM && !(losslessAtZero && data.qpY(mb) + qpBdOffsetY == 0);
    }

    /** The kind of block in {@code slot}. */
    BlockKind kind(SliceData data, int mb, int slot) {
        if (slot >= BlockSlots.DC) {
            return BlockKind.DC;
        }
        if (slot >= BlockSlots.COMPONENT && chromaArrayType != 3) {
            return BlockKind.AC;
        }
        if (MbType.isIntra16x16(data.mbType(mb))) {
            return BlockKind.AC;
        }
        return data.isTransform8x8(mb) ? BlockKind.WHOLE_8X8 : BlockKind.WHOLE_4X4;
    }

    /** Whether the macroblock uses the field scan. */
    boolean isFieldCoded(SliceData data, int mb) {
        return fieldPicture || data.isField(mb);
    }

    /** qP′ of the block in {@code slot} if the macroblock has QP<sub>Y</sub> {@code qpY}. */
    int qp(int slot, int qpY) {
        int component = slot >= BlockSlots.DC ? slot - BlockSlots.DC : slot / BlockSlots.COMPONENT;
        if (component == 0) {
            return qpY + qpBdOffsetY;
        }
        int qpC = ChromaQp.qpC(qpY, component == 1 ? cbOffset : crOffset, qpBdOffsetC);
        // Chroma DC of 4:2:2 has its own quantiser (8.5.11.2).
        return chromaArrayType == 2 && slot >= BlockSlots.DC ? qpC + 3 : qpC;
    }
}
