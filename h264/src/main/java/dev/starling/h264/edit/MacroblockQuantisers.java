package dev.starling.h264.edit;

import dev.starling.h264.slice.BlockSlots;
import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceContext;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.transform.BlockKind;
import dev.starling.h264.transform.ChromaQp;

/**
 * Which quantiser each residual block of a slice's macroblocks has: what the parameter sets, the macroblock's type and
 * QP<sub>Y</sub> say of a block slot.
 */
final class MacroblockQuantisers {
    private final int chromaArrayType;
    private final boolean fieldPicture;
    private final boolean losslessAtZero;
    private final int qpBdOffsetY;
    private final int qpBdOffsetC;
    private final int cbOffset;
    private final int crOffset;

    MacroblockQuantisers(SliceContext context) {
        SequenceParameterSet sps = context.sps();
        PictureParameterSet pps = context.pps();
        chromaArrayType = sps.chromaArrayType();
        fieldPicture = context.header().structure().isField();
        losslessAtZero = sps.highProfile() != null && sps.highProfile().qpprimeYZeroTransformBypassFlag();
        qpBdOffsetY = context.qpBdOffsetY();
        qpBdOffsetC = sps.highProfile() == null ? 0 : 6 * sps.highProfile().bitDepthChromaMinus8();
        cbOffset = pps.initialQp().chromaQpIndexOffset();
        crOffset = pps.secondChromaQpIndexOffset();
    }

    /**
     * Whether the macroblock's levels are the coefficients of a quantiser: not I_PCM, and not TransformBypassModeFlag's
     * samples (7-37).
     */
    boolean isQuantised(SliceData data, int mb) {
        return data.mbType(mb) != MbType.I_PCM && !(losslessAtZero && data.qpY(mb) + qpBdOffsetY == 0);
    }

    /** The kind of the block in {@code slot}. */
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

    /** Whether the macroblock is scanned as a field's. */
    boolean isFieldCoded(SliceData data, int mb) {
        return fieldPicture || data.isField(mb);
    }

    /** The quantiser qP′ of the block in {@code slot} at QP<sub>Y</sub> {@code qpY}. */
    int qp(int slot, int qpY) {
        int component = slot >= BlockSlots.DC ? slot - BlockSlots.DC : slot / BlockSlots.COMPONENT;
        if (component == 0) {
            return qpY + qpBdOffsetY;
        }
        int qpC = ChromaQp.qpC(qpY, component == 1 ? cbOffset : crOffset, qpBdOffsetC);
        // 8.5.11.2: chroma DC of 4:2:2 has a quantiser of its own.
        return chromaArrayType == 2 && slot >= BlockSlots.DC ? qpC + 3 : qpC;
    }
}
