package dev.starling.h264.slice;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;

/** pcm_sample_luma and pcm_sample_chroma (7.3.5), with the alignment bits before them. */
final class Pcm {

    private Pcm() {}

    private static int chromaSamples(SliceParameters parameters) {
        return switch (parameters.sps().chromaArrayType()) {
            case 0 -> 0;
            case 1 -> 128;
            case 2 -> 256;
            default -> 512;
        };
    }

    /**
     * Appends the alignment bits, as one number, and the samples to the prediction values of the current macroblock.
     */
    static void read(BitReader bits, SliceParameters parameters, SliceData data) {
        // They should be zero, but with CABAC x264 sets the last one in some pictures, as at the end of slices.
        data.appendPrediction(bits.u((int) (-bits.bitPosition() & 7), "pcm_alignment_zero_bit"));
        int lumaBits = parameters.sps().bitDepthLuma();
        for (int i = 0; i < 256; i++) {
            data.appendPrediction(bits.u(lumaBits, "pcm_sample_luma"));
        }
        int chromaBits = parameters.sps().bitDepthChroma();
        for (int i = chromaSamples(parameters); i > 0; i--) {
            data.appendPrediction(bits.u(chromaBits, "pcm_sample_chroma"));
        }
    }

    /** Writes the samples of macroblock {@code mb}. */
    static void write(BitWriter bits, SliceParameters parameters, SliceData data, int mb) {
        int alignmentBits = (int) (-bits.bitPosition() & 7);
        int[] samples = data.prediction();
        // After an edit, the number of alignment bits may differ.
        int alignment = samples[data.predictionStart(mb)];
        bits.put(alignmentBits, alignment >>> alignmentBits == 0 ? alignment : 0);
        int from = data.predictionStart(mb) + 1;
        int lumaBits = parameters.sps().bitDepthLuma();
        for (int i = 0; i < 256; i++) {
            bits.u(lumaBits, samples[from + i], "pcm_sample_luma");
        }
        int chromaBits = parameters.sps().bitDepthChroma();
        for (int i = from + 256; i < data.predictionLimit(mb); i++) {
            bits.u(chromaBits, samples[i], "pcm_sample_chroma");
        }
    }
}
