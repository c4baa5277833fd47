package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * pred_weight_table() of 7.3.3.2.
 *
 * @param lumaLog2WeightDenom 0…7
 * @param chromaLog2WeightDenom 0…7; read only where there is chroma
 * @param l0 one entry for each active reference of list 0
 * @param l1 one entry for each active reference of list 1; empty in P slices
 */
public record PredWeightTable(int lumaLog2WeightDenom, int chromaLog2WeightDenom, List<Entry> l0, List<Entry> l1) {

    /** The weights for one reference; null where the flag was 0 and the default holds. */
    public record Entry(@Nullable Weight luma, @Nullable ChromaWeights chroma) {}

    /** {@code weight} and {@code offset} are −128…127. */
    public record Weight(int weight, int offset) {

        static Weight read(BitReader reader, String weightName, String offsetName) {
            return new Weight(reader.se(-128, 127, weightName), reader.se(-128, 127, offsetName));
        }

        void write(BitWriter writer, String weightName, String offsetName) {
            writer.se(weight, weightName);
            writer.se(offset, offsetName);
        }
    }

    public record ChromaWeights(Weight cb, Weight cr) {}

    public PredWeightTable {
        l0 = List.copyOf(l0);
        l1 = List.copyOf(l1);
    }

    static PredWeightTable read(BitReader reader, boolean hasChroma, int numRefIdxL0Active, int numRefIdxL1Active) {
        return new PredWeightTable(
                reader.ue(7, "luma_log2_weight_denom"),
                hasChroma ? reader.ue(7, "chroma_log2_weight_denom") : 0,
                readEntries(reader, hasChroma, numRefIdxL0Active),
                readEntries(reader, hasChroma, numRefIdxL1Active));
    }

    void write(BitWriter writer, boolean hasChroma) {
        writer.ue(lumaLog2WeightDenom, "luma_log2_weight_denom");
        if (hasChroma) {
            writer.ue(chromaLog2WeightDenom, "chroma_log2_weight_denom");
        }
        writeEntries(writer, hasChroma, l0);
        writeEntries(writer, hasChroma, l1);
    }

    private static List<Entry> readEntries(BitReader reader, boolean hasChroma, int count) {
        var entries = new ArrayList<Entry>(count);
        for (int i = 0; i < count; i++) {
            Weight luma = reader.flag("luma_weight_flag") ? Weight.read(reader, "luma_weight", "luma_offset") : null;
            boolean chromaFlag = hasChroma && reader.flag("chroma_weight_flag");
            entries.add(new Entry(
                    luma,
                    chromaFlag
                            ? new ChromaWeights(
                                    Weight.read(reader, "chroma_weight", "chroma_offset"),
                                    Weight.read(reader, "chroma_weight", "chroma_offset"))
                            : null));
        }
        return entries;
    }

    private static void writeEntries(BitWriter writer, boolean hasChroma, List<Entry> entries) {
        for (Entry entry : entries) {
            writer.flag(entry.luma != null, "luma_weight_flag");
            if (entry.luma != null) {
                entry.luma.write(writer, "luma_weight", "luma_offset");
            }
            if (hasChroma) {
                writer.flag(entry.chroma != null, "chroma_weight_flag");
            }
            if (entry.chroma != null) {
                entry.chroma.cb.write(writer, "chroma_weight", "chroma_offset");
                entry.chroma.cr.write(writer, "chroma_weight", "chroma_offset");
            }
        }
    }
}
