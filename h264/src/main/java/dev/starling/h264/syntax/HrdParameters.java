package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * hrd_parameters() of E.1.2.
 *
 * @param schedules one to 32 delivery schedules (cpb_cnt_minus1 + 1)
 */
public record HrdParameters(
        int bitRateScale,
        int cpbSizeScale,
        List<Schedule> schedules,
        int initialCpbRemovalDelayLengthMinus1,
        int cpbRemovalDelayLengthMinus1,
        int dpbOutputDelayLengthMinus1,
        int timeOffsetLength) {

    /** One delivery schedule; the values are 0…2^32−2. */
    public record Schedule(long bitRateValueMinus1, long cpbSizeValueMinus1, boolean cbrFlag) {}

    public HrdParameters {
        schedules = List.copyOf(schedules);
    }

    static HrdParameters read(BitReader reader) {
        int cpbCntMinus1 = reader.ue(31, "cpb_cnt_minus1");
        int bitRateScale = reader.u(4, "bit_rate_scale");
        int cpbSizeScale = reader.u(4, "cpb_size_scale");
        var schedules = new ArrayList<Schedule>();
        for (int i = 0; i <= cpbCntMinus1; i++) {
            schedules.add(new Schedule(
                    reader.ue32("bit_rate_value_minus1"),
                    reader.ue32("cpb_size_value_minus1"),
                    reader.flag("cbr_flag")));
        }
        return new HrdParameters(
                bitRateScale,
                cpbSizeScale,
                schedules,
                reader.u(5, "initial_cpb_removal_delay_length_minus1"),
                reader.u(5, "cpb_removal_delay_length_minus1"),
                reader.u(5, "dpb_output_delay_length_minus1"),
                reader.u(5, "time_offset_length"));
    }

    void write(BitWriter writer) {
        writer.ue(schedules.size() - 1, "cpb_cnt_minus1");
        writer.u(4, bitRateScale, "bit_rate_scale");
        writer.u(4, cpbSizeScale, "cpb_size_scale");
        for (var schedule : schedules) {
            writer.ue(schedule.bitRateValueMinus1, "bit_rate_value_minus1");
            writer.ue(schedule.cpbSizeValueMinus1, "cpb_size_value_minus1");
            writer.flag(schedule.cbrFlag, "cbr_flag");
        }
        writer.u(5, initialCpbRemovalDelayLengthMinus1, "initial_cpb_removal_delay_length_minus1");
        writer.u(5, cpbRemovalDelayLengthMinus1, "cpb_removal_delay_length_minus1");
        writer.u(5, dpbOutputDelayLengthMinus1, "dpb_output_delay_length_minus1");
        writer.u(5, timeOffsetLength, "time_offset_length");
    }
}
