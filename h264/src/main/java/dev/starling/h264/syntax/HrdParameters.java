package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * hrd_parameters() of E.1.2.
 *
 * @param schedules 1 to 32 delivery schedules (cpb_cnt_minus1 + 1)
 */
public record HrdParameters(Scale scale, List<Schedule> schedules, FieldLengths lengths) {

    /** bit_rate_scale and cpb_size_scale, each 0…15. */
    public record Scale(int bitRateScale, int cpbSizeScale) {}

    /**
     * A delivery schedule.
     *
     * @param bitRateValueMinus1 0…2^32−2
     * @param cpbSizeValueMinus1 0…2^32−2
     */
    public record Schedule(long bitRateValueMinus1, long cpbSizeValueMinus1, boolean cbrFlag) {

        /** BitRate (E.2.2) in bits per second. */
        public long bitsPerSecond(Scale scale) {
            return (bitRateValueMinus1 + 1) << (6 + scale.bitRateScale);
        }

        /** CpbSize (E.2.2) in bits. */
        public long cpbBits(Scale scale) {
            return (cpbSizeValueMinus1 + 1) << (4 + scale.cpbSizeScale);
        }
    }

    /** Lengths in bits of the fields that carry times in SEI messages, each 0…31. */
    public record FieldLengths(
            int initialCpbRemovalDelayLengthMinus1,
            int cpbRemovalDelayLengthMinus1,
            int dpbOutputDelayLengthMinus1,
            int timeOffsetLength) {}

    public HrdParameters {
        schedules = List.copyOf(schedules);
    }

    static HrdParameters read(BitReader reader) {
        int cpbCntMinus1 = reader.ue(31, "cpb_cnt_minus1");
        var scale = new Scale(reader.u(4, "bit_rate_scale"), reader.u(4, "cpb_size_scale"));
        var schedules = new ArrayList<Schedule>();
        for (int i = 0; i <= cpbCntMinus1; i++) {
            schedules.add(new Schedule(
                    reader.ue32("bit_rate_value_minus1"),
                    reader.ue32("cpb_size_value_minus1"),
                    reader.flag("cbr_flag")));
        }
        var lengths = new FieldLengths(
                reader.u(5, "initial_cpb_removal_delay_length_minus1"),
                reader.u(5, "cpb_removal_delay_length_minus1"),
                reader.u(5, "dpb_output_delay_length_minus1"),
                reader.u(5, "time_offset_length"));
        return new HrdParameters(scale, schedules, lengths);
    }

    void write(BitWriter writer) {
        writer.ue(schedules.size() - 1, "cpb_cnt_minus1");
        writer.u(4, scale.bitRateScale, "bit_rate_scale");
        writer.u(4, scale.cpbSizeScale, "cpb_size_scale");
        for (var schedule : schedules) {
            writer.ue(schedule.bitRateValueMinus1, "bit_rate_value_minus1");
            writer.ue(schedule.cpbSizeValueMinus1, "cpb_size_value_minus1");
            writer.flag(schedule.cbrFlag, "cbr_flag");
        }
        writer.u(5, lengths.initialCpbRemovalDelayLengthMinus1, "initial_cpb_removal_delay_length_minus1");
        writer.u(5, lengths.cpbRemovalDelayLengthMinus1, "cpb_removal_delay_length_minus1");
        writer.u(5, lengths.dpbOutputDelayLengthMinus1, "dpb_output_delay_length_minus1");
        writer.u(5, lengths.timeOffsetLength, "time_offset_length");
    }
}
