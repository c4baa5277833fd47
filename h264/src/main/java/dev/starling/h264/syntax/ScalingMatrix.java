package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The scaling lists of a sequence or picture parameter set, in the order of Table 7-2: six for 4x4 blocks (intra Y, Cb,
 * Cr, inter Y, Cb, Cr), then those for 8x8 blocks (intra Y, inter Y, and with 4:4:4 intra Cb, inter Cb, intra Cr, inter
 * Cr).
 *
 * @param lists 6, 8 or 12 entries; an entry is empty where seq_scaling_list_present_flag or
 *     pic_scaling_list_present_flag is 0 and the fall-back rule of Table 7-2 applies
 */
public record ScalingMatrix(List<Optional<ScalingList>> lists) {

    public ScalingMatrix {
        lists = List.copyOf(lists);
    }

    static ScalingMatrix read(BitReader reader, int count, String presentFlag) {
        var lists = new ArrayList<Optional<ScalingList>>();
        for (int i = 0; i < count; i++) {
            lists.add(
                    reader.flag(presentFlag)
                            ? Optional.of(ScalingList.read(reader, i < 6 ? 16 : 64))
                            : Optional.empty());
        }
        return new ScalingMatrix(lists);
    }

    void write(BitWriter writer, String presentFlag) {
        for (var list : lists) {
            writer.flag(list.isPresent(), presentFlag);
            list.ifPresent(present -> present.write(writer));
        }
    }
}
