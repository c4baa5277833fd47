package dev.starling.media.encoding;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.SliceType;
import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import java.util.List;

/**
 * One access unit as x264 writes it.
 *
 * @param nalUnits in stream order
 * @param presentationTime in 1/90000 s
 */
record X264Packet(List<NalUnit> nalUnits, long presentationTime) {
    X264Packet {
        nalUnits = List.copyOf(nalUnits);
    }

    /**
     * Reads a packet in the byte stream format of Annex B.
     *
     * @throws MediaException ENCODE if it is not one
     */
    static X264Packet read(byte[] annexB, long presentationTime) {
        return new X264Packet(nalUnits(annexB), presentationTime);
    }

    /**
     * The NAL units of a byte stream from x264.
     *
     * @throws MediaException ENCODE if it is not one
     */
    static List<NalUnit> nalUnits(byte[] annexB) {
        try {
            return AnnexB.read(annexB).nalUnits();
        } catch (H264Exception e) {
            throw MediaException.of(Kind.ENCODE, "x264 wrote no byte stream: " + e.getMessage());
        }
    }

    /** The slices of the picture. */
    List<NalUnit> slices() {
        return nalUnits.stream().filter(unit -> unit.type().isSlice()).toList();
    }

    /**
     * The picture type that a slice belongs to. An I slice outside an IDR picture counts as P: such a picture is
     * encoded again as a P picture of intra blocks.
     *
     * @throws MediaException ENCODE if the slice header cannot be read
     */
    static PictureType typeOf(NalUnit slice) {
        if (slice.type() == NalUnitType.SLICE_IDR) {
            return PictureType.IDR;
        }
        try {
            return switch (SliceType.of(slice)) {
                case P, I -> PictureType.P;
                case B -> PictureType.B;
            };
        } catch (H264Exception e) {
            throw MediaException.of(Kind.ENCODE, "x264 wrote a slice without a valid header: " + e.getMessage());
        }
    }
}
