package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * pred_weight_table() of 7.3.3.2.
 *
 * @param lumaLog2WeightDenom 0…7
 * @param chromaLog2WeightDenom 0…7; present only where there is chroma
 * @param l0 one entry per active reference of list 0
 * @param l1 one entry per active reference of list 1; empty in P slices
 */
public record PredWeightTable(int lumaLog2WeightDenom, int chromaLog2WeightDenom, List<Entry> l0, List<Entry> l1) {

    /** The weights of one reference; empty where the flag is 0 and the default applies. */
    public record Entry(Optional<Weight> luma, Optional<ChromaWeights> chroma) {
        private static final Entry DEFAULT = new Entry(Optional.empty(), Optional.empty());

        static Entry read(BitReader reader, boolean hasChroma) {
            Optional<Weight> luma = reader.flag("luma_weight_flag")
                    ? Optional.of(Weight.read(reader, "luma_weight", "luma_offset"))
                    : Optional.empty();
            Optional<ChromaWeights> chroma = hasChroma && reader.flag("chroma_weight_flag")
                    ? Optional.of(ChromaWeights.read(reader))
                    : Optional.empty();
            return new Entry(luma, chroma);
        }

        void write(BitWriter writer, boolean hasChroma) {
            writer.flag(luma.isPresent(), "luma_weight_flag");
            luma.ifPresent(weight -> weight.write(writer, "luma_weight", "luma_offset"));
            if (hasChroma) {
                writer.flag(chroma.isPresent(), "chroma_weight_flag");
                chroma.ifPresent(weights -> weights.write(writer));
            }
        }
    }

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

    /** The weights of both chroma components. */
    public record ChromaWeights(Weight cb, Weight cr) {

        static ChromaWeights read(BitReader reader) {
            return new ChromaWeights(
                    Weight.read(reader, "chroma_weight", "chroma_offset"),
                    Weight.read(reader, "chroma_weight", "chroma_offset"));
        }

        void write(BitWriter writer) {
            cb.write(writer, "chroma_weight", "chroma_offset");
            cr.write(writer, "chroma_weight", "chroma_offset");
        }
    }

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
        l0.forEach(entry -> entry.write(writer, hasChroma));
        l1.forEach(entry -> entry.write(writer, hasChroma));
    }

    private static List<Entry> readEntries(BitReader reader, boolean hasChroma, int count) {
        var entries = new ArrayList<Entry>(count);
        for (int i = 0; i < count; i++) {
            entries.add(Entry.read(reader, hasChroma));
        }
        return entries;
    }

    /** A table of as many references, whose weights change nothing. */
    PredWeightTable withDefaults() {
        return new PredWeightTable(
                lumaLog2WeightDenom,
                chromaLog2WeightDenom,
                Collections.nCopies(l0.size(), Entry.DEFAULT),
                Collections.nCopies(l1.size(), Entry.DEFAULT));
    }
}
