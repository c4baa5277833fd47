package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2), the content of an {@code avcC} box: what a decoder needs
 * to know before the first sample of an MP4 track.
 *
 * @param profileAndLevel AVCProfileIndication, profile_compatibility and AVCLevelIndication
 * @param lengthSize bytes of each NAL unit length in the samples: 1, 2 or 4 (lengthSizeMinusOne + 1)
 * @param sequenceParameterSets at most 31 NAL units
 * @param pictureParameterSets at most 255 NAL units
 * @param highProfile present exactly for the profiles whose sequence parameter sets carry the sample format
 */
public record AvcDecoderConfigurationRecord(
        ProfileAndLevel profileAndLevel,
        int lengthSize,
        List<NalUnit> sequenceParameterSets,
        List<NalUnit> pictureParameterSets,
        Optional<HighProfile> highProfile) {

    /**
     * The fields after the parameter sets. Early editions list profiles 100, 110, 122 and 144 here. This class uses the
     * list of 7.3.2.1.1 in H.264, which includes 244: the profiles whose sequence parameter sets state a sample format.
     *
     * @param chromaFormat chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
     * @param bitDepthLumaMinus8 0…6
     * @param bitDepthChromaMinus8 0…6
     * @param sequenceParameterSetExtensions at most 255 NAL units
     */
    public record HighProfile(
            int chromaFormat,
            int bitDepthLumaMinus8,
            int bitDepthChromaMinus8,
            List<NalUnit> sequenceParameterSetExtensions) {

        public HighProfile {
            sequenceParameterSetExtensions = List.copyOf(sequenceParameterSetExtensions);
        }

        /** Takes the sample format from the first fields of a sequence parameter set; the rest is not read. */
        private static HighProfile of(NalUnit sps) {
            byte[] rbsp = sps.rbsp();
            var reader = new BitReader(rbsp, 0, rbsp.length);
            ProfileAndLevel.read(reader);
            reader.ue(31, "seq_parameter_set_id");
            var format = SampleFormat.read(reader);
            return new HighProfile(
                    format.chromaFormatIdc(), format.bitDepthLumaMinus8(), format.bitDepthChromaMinus8(), List.of());
        }

        private static HighProfile read(BitReader reader) {
            reserved(reader, 6);
            int chromaFormat = reader.u(2, "chroma_format");
            reserved(reader, 5);
            int bitDepthLumaMinus8 = reader.u(3, "bit_depth_luma_minus8");
            reserved(reader, 5);
            int bitDepthChromaMinus8 = reader.u(3, "bit_depth_chroma_minus8");
            int extensions = reader.u(8, "numOfSequenceParameterSetExt");
            return new HighProfile(
                    chromaFormat,
                    bitDepthLumaMinus8,
                    bitDepthChromaMinus8,
                    readNalUnits(reader, extensions, "sequenceParameterSetExt"));
        }

        private void write(BitWriter writer) {
            writer.u(6, 0b11_1111, RESERVED);
            writer.u(2, chromaFormat, "chroma_format");
            writer.u(5, 0b1_1111, RESERVED);
            writer.u(3, bitDepthLumaMinus8, "bit_depth_luma_minus8");
            writer.u(5, 0b1_1111, RESERVED);
            writer.u(3, bitDepthChromaMinus8, "bit_depth_chroma_minus8");
            writer.u(8, sequenceParameterSetExtensions.size(), "numOfSequenceParameterSetExt");
            writeNalUnits(writer, sequenceParameterSetExtensions, "sequenceParameterSetExt");
        }
    }

    private static final String RESERVED = "reserved";

    public AvcDecoderConfigurationRecord {
        sequenceParameterSets = List.copyOf(sequenceParameterSets);
        pictureParameterSets = List.copyOf(pictureParameterSets);
        if (lengthSize != 1 && lengthSize != 2 && lengthSize != 4) {
            throw new IllegalArgumentException("lengthSize is 1, 2 or 4, not " + lengthSize);
        }
        if (highProfile.isPresent() != profileAndLevel.hasHighProfileFields()) {
            throw new IllegalArgumentException(
                    "profile_idc " + profileAndLevel.profileIdc() + " decides whether the High profile fields exist");
        }
    }

    /**
     * The record of a stream with one sequence and one picture parameter set and lengths of
     * {@value LengthPrefixed#DEFAULT_LENGTH_SIZE} bytes. Of the sequence parameter set, only the fields up to
     * bit_depth_chroma_minus8 are read.
     *
     * @throws H264Exception if {@code sps} or {@code pps} is another NAL unit, or {@code sps} cannot be read so far
     */
    public static AvcDecoderConfigurationRecord of(NalUnit sps, NalUnit pps) {
        var profileAndLevel = ProfileAndLevel.of(sps);
        if (pps.type() != NalUnitType.PICTURE_PARAMETER_SET) {
            throw H264Exception.malformed("nal_unit_type", 0);
        }
        return new AvcDecoderConfigurationRecord(
                profileAndLevel,
                LengthPrefixed.DEFAULT_LENGTH_SIZE,
                List.of(sps),
                List.of(pps),
                profileAndLevel.hasHighProfileFields() ? Optional.of(HighProfile.of(sps)) : Optional.empty());
    }

    /**
     * Reads a whole record. Its NAL units are views of {@code data} and are not read themselves.
     *
     * @throws H264Exception if it is not one, bit positions counted from its start; UNSUPPORTED in configurationVersion
     *     for any other than 1
     */
    public static AvcDecoderConfigurationRecord read(byte[] data) {
        var reader = new BitReader(data, 0, data.length);
        if (reader.u(8, "configurationVersion") != 1) {
            throw H264Exception.unsupported("configurationVersion", 0);
        }
        var profileAndLevel = new ProfileAndLevel(
                reader.u(8, "AVCProfileIndication"),
                reader.u(8, "profile_compatibility"),
                reader.u(8, "AVCLevelIndication"));
        reserved(reader, 6);
        int lengthSize = 1 + reader.u(2, "lengthSizeMinusOne");
        if (lengthSize == 3) {
            throw reader.malformed("lengthSizeMinusOne");
        }
        reserved(reader, 3);
        int spsCount = reader.u(5, "numOfSequenceParameterSets");
        List<NalUnit> sequenceParameterSets = readNalUnits(reader, spsCount, "sequenceParameterSet");
        int ppsCount = reader.u(8, "numOfPictureParameterSets");
        List<NalUnit> pictureParameterSets = readNalUnits(reader, ppsCount, "pictureParameterSet");
        var configuration = new AvcDecoderConfigurationRecord(
                profileAndLevel,
                lengthSize,
                sequenceParameterSets,
                pictureParameterSets,
                profileAndLevel.hasHighProfileFields() ? Optional.of(HighProfile.read(reader)) : Optional.empty());
        if (reader.bitsLeft() > 0) {
            throw reader.malformed("AVCDecoderConfigurationRecord");
        }
        return configuration;
    }

    /** The inverse of {@link #read}. */
    public byte[] toByteArray() {
        var writer = new BitWriter();
        writer.u(8, 1, "configurationVersion");
        writer.u(8, profileAndLevel.profileIdc(), "AVCProfileIndication");
        writer.u(8, profileAndLevel.constraintSetFlags(), "profile_compatibility");
        writer.u(8, profileAndLevel.levelIdc(), "AVCLevelIndication");
        writer.u(6, 0b11_1111, RESERVED);
        writer.u(2, lengthSize - 1, "lengthSizeMinusOne");
        writer.u(3, 0b111, RESERVED);
        writer.u(5, sequenceParameterSets.size(), "numOfSequenceParameterSets");
        writeNalUnits(writer, sequenceParameterSets, "sequenceParameterSet");
        writer.u(8, pictureParameterSets.size(), "numOfPictureParameterSets");
        writeNalUnits(writer, pictureParameterSets, "pictureParameterSet");
        highProfile.ifPresent(present -> present.write(writer));
        return writer.toByteArray();
    }

    private static List<NalUnit> readNalUnits(BitReader reader, int count, String name) {
        var units = new ArrayList<NalUnit>(count);
        for (int i = 0; i < count; i++) {
            int length = reader.u(16, name + "Length");
            int from = reader.byteIndex();
            reader.skip(8 * length, name + "NALUnit");
            units.add(new NalUnit(reader.data(), from, from + length));
        }
        return units;
    }

    private static void writeNalUnits(BitWriter writer, List<NalUnit> units, String name) {
        for (NalUnit unit : units) {
            writer.u(16, unit.length(), name + "Length");
            writer.bytes(unit.data(), unit.from(), unit.until());
        }
    }

    private static void reserved(BitReader reader, int bits) {
        if (reader.u(bits, RESERVED) != (1 << bits) - 1) {
            throw reader.malformed(RESERVED);
        }
    }
}
