package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * One list of ref_pic_list_modification() of 7.3.3.1.
 *
 * @param operations in order, without the modification_of_pic_nums_idc 3 that ends the list
 */
public record RefPicListModification(List<Operation> operations) {

    /**
     * Moves one picture to the front of the rest of the list.
     *
     * @param modificationOfPicNumsIdc 0 subtracts from the predicted picture number, 1 adds to it, 2 names a long-term
     *     picture
     * @param value abs_diff_pic_num_minus1 for 0 and 1, long_term_pic_num for 2
     */
    public record Operation(int modificationOfPicNumsIdc, int value) {}

    private static final int END = 3;

    /** Picture numbers differ by at most twice MaxFrameNum. */
    private static final int MAX_VALUE = 1 << 17;

    public RefPicListModification {
        operations = List.copyOf(operations);
    }

    /** Reads one list, of at most {@code numRefIdxActive} operations (7.4.3.1). */
    static RefPicListModification read(BitReader reader, int numRefIdxActive) {
        var operations = new ArrayList<Operation>();
        while (true) {
            int idc = reader.ue(END, "modification_of_pic_nums_idc");
            if (idc == END) {
                return new RefPicListModification(operations);
            }
            if (operations.size() == numRefIdxActive) {
                throw reader.malformed("modification_of_pic_nums_idc");
            }
            operations.add(new Operation(idc, reader.ue(MAX_VALUE, valueName(idc))));
        }
    }

    void write(BitWriter writer) {
        for (var operation : operations) {
            writer.ue(operation.modificationOfPicNumsIdc, "modification_of_pic_nums_idc");
            writer.ue(operation.value, valueName(operation.modificationOfPicNumsIdc));
        }
        writer.ue(END, "modification_of_pic_nums_idc");
    }

    private static String valueName(int idc) {
        return idc == 2 ? "long_term_pic_num" : "abs_diff_pic_num_minus1";
    }
}
