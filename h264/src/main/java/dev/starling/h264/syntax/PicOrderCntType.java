package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.List;

/** pic_order_cnt_type and the fields of each type (7.3.2.1.1, 8.2.1). */
public sealed interface PicOrderCntType {

    /** Type 0: slice headers carry pic_order_cnt_lsb. */
    record Lsb(int log2MaxPicOrderCntLsbMinus4) implements PicOrderCntType {}

    /** Type 1: a cycle of expected differences; slice headers carry the deviations. */
    record Cycle(
            boolean deltaPicOrderAlwaysZeroFlag,
            int offsetForNonRefPic,
            int offsetForTopToBottomField,
            List<Integer> offsetForRefFrame)
            implements PicOrderCntType {
        public Cycle {
            offsetForRefFrame = List.copyOf(offsetForRefFrame);
        }
    }

    /** Type 2: pictures are output in decoding order. */
    record DecodingOrder() implements PicOrderCntType {}

    static PicOrderCntType read(BitReader reader) {
        return switch (reader.ue(2, "pic_order_cnt_type")) {
            case 0 -> new Lsb(reader.ue(12, "log2_max_pic_order_cnt_lsb_minus4"));
            case 1 -> {
                boolean alwaysZero = reader.flag("delta_pic_order_always_zero_flag");
                int forNonRefPic = reader.se(-Integer.MAX_VALUE, Integer.MAX_VALUE, "offset_for_non_ref_pic");
                int forTopToBottom = reader.se(-Integer.MAX_VALUE, Integer.MAX_VALUE, "offset_for_top_to_bottom_field");
                int count = reader.ue(255, "num_ref_frames_in_pic_order_cnt_cycle");
                var forRefFrame = new ArrayList<Integer>(count);
                for (int i = 0; i < count; i++) {
                    forRefFrame.add(reader.se(-Integer.MAX_VALUE, Integer.MAX_VALUE, "offset_for_ref_frame"));
                }
                yield new Cycle(alwaysZero, forNonRefPic, forTopToBottom, forRefFrame);
            }
            default -> new DecodingOrder();
        };
    }

    default void write(BitWriter writer) {
        switch (this) {
            case Lsb(int log2MaxPicOrderCntLsbMinus4) -> {
                writer.ue(0, "pic_order_cnt_type");
                writer.ue(log2MaxPicOrderCntLsbMinus4, "log2_max_pic_order_cnt_lsb_minus4");
            }
            case Cycle cycle -> {
                writer.ue(1, "pic_order_cnt_type");
                writer.flag(cycle.deltaPicOrderAlwaysZeroFlag, "delta_pic_order_always_zero_flag");
                writer.se(cycle.offsetForNonRefPic, "offset_for_non_ref_pic");
                writer.se(cycle.offsetForTopToBottomField, "offset_for_top_to_bottom_field");
                writer.ue(cycle.offsetForRefFrame.size(), "num_ref_frames_in_pic_order_cnt_cycle");
                for (int offset : cycle.offsetForRefFrame) {
                    writer.se(offset, "offset_for_ref_frame");
                }
            }
            case DecodingOrder() -> writer.ue(2, "pic_order_cnt_type");
        }
    }
}
