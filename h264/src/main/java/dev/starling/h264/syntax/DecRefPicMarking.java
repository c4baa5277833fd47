package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.List;

/** dec_ref_pic_marking() of 7.3.3.3, present in slices of reference pictures. */
public sealed interface DecRefPicMarking {

    /** Of an IDR picture. */
    record Idr(boolean noOutputOfPriorPicsFlag, boolean longTermReferenceFlag) implements DecRefPicMarking {}

    /** adaptive_ref_pic_marking_mode_flag 0. */
    record SlidingWindow() implements DecRefPicMarking {}

    /**
     * adaptive_ref_pic_marking_mode_flag 1; the list excludes the memory_management_control_operation 0 that ends it.
     */
    record Adaptive(List<Operation> operations) implements DecRefPicMarking {
        public Adaptive {
            operations = List.copyOf(operations);
        }
    }

    /** memory_management_control_operation, Table 7-9. No value is negative. */
    sealed interface Operation {

        /** 1. */
        record UnmarkShortTerm(int differenceOfPicNumsMinus1) implements Operation {}

        /** 2. */
        record UnmarkLongTerm(int longTermPicNum) implements Operation {}

        /** 3. */
        record ShortTermToLongTerm(int differenceOfPicNumsMinus1, int longTermFrameIdx) implements Operation {}

        /** 4. */
        record LimitLongTerm(int maxLongTermFrameIdxPlus1) implements Operation {}

        /** 5. */
        record UnmarkAll() implements Operation {}

        /** 6. */
        record CurrentToLongTerm(int longTermFrameIdx) implements Operation {}
    }

    /** Twice the largest MaxFrameNum: more than any picture number. */
    int MAX_PIC_NUM = 1 << 17;

    /** More operations than a decoded picture buffer of 16 frames (32 fields) can need. */
    int MAX_OPERATIONS = 2 * 32 + 3;

    static DecRefPicMarking read(BitReader reader, boolean idrPicFlag) {
        if (idrPicFlag) {
            return new Idr(reader.flag("no_output_of_prior_pics_flag"), reader.flag("long_term_reference_flag"));
        }
        if (!reader.flag("adaptive_ref_pic_marking_mode_flag")) {
            return new SlidingWindow();
        }
        var operations = new ArrayList<Operation>();
        while (true) {
            int operation = reader.ue(6, "memory_management_control_operation");
            if (operation == 0) {
                return new Adaptive(operations);
            }
            if (operations.size() == MAX_OPERATIONS) {
                throw reader.malformed("memory_management_control_operation");
            }
            operations.add(
                    switch (operation) {
                        case 1 ->
                            new Operation.UnmarkShortTerm(reader.ue(MAX_PIC_NUM, "difference_of_pic_nums_minus1"));
                        case 2 -> new Operation.UnmarkLongTerm(reader.ue(31, "long_term_pic_num"));
                        case 3 ->
                            new Operation.ShortTermToLongTerm(
                                    reader.ue(MAX_PIC_NUM, "difference_of_pic_nums_minus1"),
                                    reader.ue(15, "long_term_frame_idx"));
                        case 4 -> new Operation.LimitLongTerm(reader.ue(16, "max_long_term_frame_idx_plus1"));
                        case 5 -> new Operation.UnmarkAll();
                        default -> new Operation.CurrentToLongTerm(reader.ue(15, "long_term_frame_idx"));
                    });
        }
    }

    default void write(BitWriter writer) {
        switch (this) {
            case Idr idr -> {
                writer.flag(idr.noOutputOfPriorPicsFlag, "no_output_of_prior_pics_flag");
                writer.flag(idr.longTermReferenceFlag, "long_term_reference_flag");
            }
            case SlidingWindow() -> writer.flag(false, "adaptive_ref_pic_marking_mode_flag");
            case Adaptive(List<Operation> operations) -> {
                writer.flag(true, "adaptive_ref_pic_marking_mode_flag");
                for (Operation operation : operations) {
                    write(writer, operation);
                }
                writer.ue(0, "memory_management_control_operation");
            }
        }
    }

    private static void write(BitWriter writer, Operation operation) {
        switch (operation) {
            case Operation.UnmarkShortTerm(int differenceOfPicNumsMinus1) -> {
                writer.ue(1, "memory_management_control_operation");
                writer.ue(differenceOfPicNumsMinus1, "difference_of_pic_nums_minus1");
            }
            case Operation.UnmarkLongTerm(int longTermPicNum) -> {
                writer.ue(2, "memory_management_control_operation");
                writer.ue(longTermPicNum, "long_term_pic_num");
            }
            case Operation.ShortTermToLongTerm(int differenceOfPicNumsMinus1, int longTermFrameIdx) -> {
                writer.ue(3, "memory_management_control_operation");
                writer.ue(differenceOfPicNumsMinus1, "difference_of_pic_nums_minus1");
                writer.ue(longTermFrameIdx, "long_term_frame_idx");
            }
            case Operation.LimitLongTerm(int maxLongTermFrameIdxPlus1) -> {
                writer.ue(4, "memory_management_control_operation");
                writer.ue(maxLongTermFrameIdxPlus1, "max_long_term_frame_idx_plus1");
            }
            case Operation.UnmarkAll() -> writer.ue(5, "memory_management_control_operation");
            case Operation.CurrentToLongTerm(int longTermFrameIdx) -> {
                writer.ue(6, "memory_management_control_operation");
                writer.ue(longTermFrameIdx, "long_term_frame_idx");
            }
        }
    }
}
