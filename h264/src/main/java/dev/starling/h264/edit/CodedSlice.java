package dev.starling.h264.edit;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;

/**
 * A slice with its parsed header and the parameter sets that it uses.
 *
 * @param unit the whole NAL unit
 */
public record CodedSlice(NalUnit unit, SliceHeader header, PictureParameterSet pps, SequenceParameterSet sps) {
    /**
     * Reads the header of a slice.
     *
     * @throws H264Exception if this library does not read such a slice, or its parameter sets are not known
     */
    public static CodedSlice read(NalUnit unit, ParameterSets parameterSets) {
        SliceHeader header = SliceHeader.read(unit, parameterSets);
        PictureParameterSet pps = parameterSets.pps(header.picParameterSetId()).orElseThrow();
        SequenceParameterSet sps = parameterSets.sps(pps.seqParameterSetId()).orElseThrow();
        return new CodedSlice(unit, header, pps, sps);
    }

    /** The header and parameter sets that its slice data depends on. */
    SliceParameters parameters() {
        return new SliceParameters(header, sps, pps);
    }

    /**
     * A copy with another header in front of the same slice data. The new header may differ in frame_num, idr_pic_id,
     * picture order count, parameter set, slice_qp_delta, and all other fields that slice data does not depend on. The
     * slice data is copied without being read: CAVLC data shifts to its new bit position; CABAC data always starts at a
     * byte boundary (7.3.4).
     *
     * @param newHeader a header with the same slice type, first_mb_in_slice, picture structure, active references,
     *     cabac_init_idc and SliceQP<sub>Y</sub>
     * @param newPps the picture parameter set that it refers to, with the same entropy coder, transform flags and
     *     sequence parameter set
     */
    public CodedSlice withHeader(SliceHeader newHeader, PictureParameterSet newPps) {
        checkSliceDataFits(newHeader, newPps);
        byte[] rbsp = unit.rbsp();
        BitReader reader = new BitReader();
        reader.reset(rbsp, 0, rbsp.length);
        ParameterSets sets = new ParameterSets();
        sets.put(sps);
        sets.put(pps);
        SliceHeader.read(reader, unit.header(), sets);
        BitWriter writer = new BitWriter(rbsp.length + 64);
        newHeader.write(writer, sps, newPps);
        if (pps.entropyCodingModeFlag()) {
            writer.alignWithOnes();
            int from = reader.byteIndex() + (reader.isByteAligned() ? 0 : 1);
            writer.bytes(rbsp, from, rbsp.length);
        } else {
            copyWithoutTrailingBits(reader, rbsp, writer);
        }
        NalUnit rewritten = NalUnit.ofRbsp(newHeader.nalRefIdc(), unit.type(), writer.toByteArray());
        return new CodedSlice(rewritten, newHeader, newPps, sps);
    }

    private void checkSliceDataFits(SliceHeader newHeader, PictureParameterSet newPps) {
        boolean fits = newHeader.sliceType() == header.sliceType()
                && newHeader.firstMbInSlice() == header.firstMbInSlice()
                && newHeader.structure() == header.structure()
                && newHeader.idrPicFlag() == header.idrPicFlag()
                && newHeader.numRefIdxL0Active(newPps) == header.numRefIdxL0Active(pps)
                && newHeader.numRefIdxL1Active(newPps) == header.numRefIdxL1Active(pps)
                && newHeader.cabacInitIdc() == header.cabacInitIdc()
                && newHeader.sliceQpY(newPps) == header.sliceQpY(pps)
                && newPps.entropyCodingModeFlag() == pps.entropyCodingModeFlag()
                && newPps.transform8x8ModeFlag() == pps.transform8x8ModeFlag()
                && newPps.seqParameterSetId() == pps.seqParameterSetId();
        if (!fits) {
            throw new IllegalArgumentException("the slice data does not fit the new header");
        }
    }

    /** Copies CAVLC slice data up to its rbsp_stop_one_bit, and appends new trailing bits. */
    private static void copyWithoutTrailingBits(BitReader header, byte[] rbsp, BitWriter writer) {
        BitReader reader = new BitReader();
        reader.resetToRbsp(rbsp, 0, rbsp.length);
        for (long left = header.bitPosition(); left > 0; left -= Integer.MAX_VALUE) {
            reader.skip((int) Math.min(left, Integer.MAX_VALUE), "slice_header");
        }
        while (reader.bitsLeft() >= 32) {
            writer.put(32, reader.u32(32, "slice_data"));
        }
        int rest = (int) reader.bitsLeft();
        writer.put(rest, reader.u32(rest, "slice_data"));
        writer.rbspTrailingBits();
    }
}
