package dev.starling.media.encoding;

import dev.starling.libav.Bytes;

/**
 * The sequence and the picture parameter set of a member: NAL units with their header byte, without start code or
 * length. Members of one blend group have equal ones.
 */
public record ParameterSets(Bytes sps, Bytes pps) {
    /** ISO/IEC 14496-15, 5.3.3.1: the decoder configuration record of a stream with four-byte NAL unit lengths. */
    public Bytes avcDecoderConfiguration() {
        byte[] spsBytes = sps.array();
        byte[] ppsBytes = pps.array();
        int profileIdc = spsBytes[1] & 0xff;
        boolean hasChromaFields = profileIdc == 100 || profileIdc == 110 || profileIdc == 122 || profileIdc == 144;
        byte[] avcc = new byte[11 + spsBytes.length + ppsBytes.length + (hasChromaFields ? 4 : 0)];
        int at = 0;
        avcc[at++] = 1; // configurationVersion
        avcc[at++] = spsBytes[1]; // AVCProfileIndication
        avcc[at++] = spsBytes[2]; // profile_compatibility
        avcc[at++] = spsBytes[3]; // AVCLevelIndication
        avcc[at++] = (byte) 0xff; // reserved, lengthSizeMinusOne 3
        avcc[at++] = (byte) 0xe1; // reserved, one sequence parameter set
        at = put(avcc, at, spsBytes);
        avcc[at++] = 1; // one picture parameter set
        at = put(avcc, at, ppsBytes);
        if (hasChromaFields) {
            avcc[at++] = (byte) 0xfd; // reserved, chroma_format 4:2:0
            avcc[at++] = (byte) 0xf8; // reserved, bit_depth_luma_minus8 0
            avcc[at++] = (byte) 0xf8; // reserved, bit_depth_chroma_minus8 0
            avcc[at] = 0; // no sequence parameter set extension
        }
        return Bytes.adopt(avcc);
    }

    private static int put(byte[] target, int at, byte[] nalUnit) {
        target[at] = (byte) (nalUnit.length >> 8);
        target[at + 1] = (byte) nalUnit.length;
        System.arraycopy(nalUnit, 0, target, at + 2, nalUnit.length);
        return at + 2 + nalUnit.length;
    }
}
