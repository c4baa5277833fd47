package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import java.util.Locale;

/**
 * The first three bytes of a sequence parameter set, after the NAL unit header. Decoder configuration records and codec
 * strings repeat them.
 *
 * @param profileIdc profile_idc, 0…255
 * @param constraintSetFlags constraint_set0_flag (the top bit) to constraint_set5_flag, then reserved_zero_2bits
 * @param levelIdc level_idc, 0…255: ten times the level number
 */
public record ProfileAndLevel(int profileIdc, int constraintSetFlags, int levelIdc) {

    /**
     * Reads them from a sequence parameter set, and nothing that follows them.
     *
     * @throws H264Exception if {@code unit} is not a sequence parameter set or is shorter than four bytes
     */
    public static ProfileAndLevel of(NalUnit unit) {
        if (unit.type() != NalUnitType.SEQUENCE_PARAMETER_SET) {
            throw H264Exception.malformed("nal_unit_type", 0);
        }
        // No emulation prevention byte can occur so early: profile_idc and level_idc are not 0.
        return read(new BitReader(unit.data(), unit.from() + 1, unit.until()));
    }

    static ProfileAndLevel read(BitReader reader) {
        return new ProfileAndLevel(
                reader.u(8, "profile_idc"), reader.u(8, "constraint_set0_flag"), reader.u(8, "level_idc"));
    }

    void write(BitWriter writer) {
        writer.u(8, profileIdc, "profile_idc");
        writer.u(8, constraintSetFlags, "constraint_set0_flag");
        writer.u(8, levelIdc, "level_idc");
    }

    /** The three bytes in hexadecimal: {@code PPCCLL} of the codec string {@code avc1.PPCCLL} (RFC 6381, 3.3). */
    public String hex() {
        return String.format(Locale.ROOT, "%02X%02X%02X", profileIdc, constraintSetFlags, levelIdc);
    }

    /**
     * Whether seq_parameter_set_data() has the fields of {@link SequenceParameterSet.HighProfile}: the list of profiles
     * in 7.3.2.1.1.
     */
    boolean hasHighProfileFields() {
        return switch (profileIdc) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }
}
