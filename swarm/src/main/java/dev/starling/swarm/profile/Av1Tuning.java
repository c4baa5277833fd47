package dev.starling.swarm.profile;

/**
 * What SVT-AV1 is told, by the names of its own guide where there is one.
 *
 * @param preset 4–13, higher is faster: all that is not named here
 * @param gopSeconds the most time from a key picture to the next, as in {@link StructuralGenes}
 * @param layers of the hierarchy of pictures that refer to each other, 3–6: mini-GOPs of 4 to 32 pictures
 * @param tune what distortion is
 * @param blocks how bits move between the blocks of a picture
 * @param pictures how bits move between the pictures of a clip
 * @param detail what is kept against plain fidelity
 * @param screenContent whether the tools for drawn pictures are used
 * @param filters in the loop
 */
public record Av1Tuning(
        int preset,
        double gopSeconds,
        int layers,
        Tune tune,
        Blocks blocks,
        Pictures pictures,
        Detail detail,
        ScreenContent screenContent,
        Filters filters) {
    public Av1Tuning {
        Bounds.check("svtPreset", preset, 4, 13);
        Bounds.check("gop", gopSeconds, StructuralGenes.LEAST_GOP_SECONDS, StructuralGenes.LONGEST_GOP_SECONDS);
        Bounds.check("layers", layers, 3, 6);
    }

    /** SVT-AV1's {@code tune}. */
    public enum Tune {
        PSNR,
        SSIM,
        /** For eyes. */
        VQ
    }

    /** SVT-AV1's {@code aq-mode}. */
    public enum AqMode {
        /** By what other blocks are predicted from a block. */
        DELTAQ,
        /** By variance, with segments. */
        VARIANCE,
        OFF
    }

    /** SVT-AV1's {@code scm}. */
    public enum ScreenContent {
        /** Where the content looks drawn. */
        AUTO,
        OFF,
        ON
    }

    /**
     * How bits move between the blocks of a picture.
     *
     * @param aqMode by what
     * @param varianceBoost how much finer plain blocks are quantised, 0 (not) – 4
     * @param varianceOctile how much of a block must be plain, in eighths, 1–8
     */
    public record Blocks(AqMode aqMode, int varianceBoost, int varianceOctile) {
        public Blocks {
            Bounds.check("varianceBoost", varianceBoost, 0, 4);
            Bounds.check("varianceOctile", varianceOctile, 1, 8);
        }
    }

    /**
     * How bits move between the pictures of a clip.
     *
     * @param temporalFilter whether references are filtered over time before they are coded: 0 (not), 1, 2 (adaptively)
     * @param temporalFilterStrength 0–4
     * @param qpScaleCompress how little the quantiser follows the layers, 0–3
     * @param overlays whether a filtered reference is followed by a picture that undoes the filter
     */
    public record Pictures(int temporalFilter, int temporalFilterStrength, int qpScaleCompress, boolean overlays) {
        public Pictures {
            Bounds.check("temporalFilter", temporalFilter, 0, 2);
            Bounds.check("tfStrength", temporalFilterStrength, 0, 4);
            Bounds.check("qpScaleCompress", qpScaleCompress, 0, 3);
        }
    }

    /**
     * What is kept against plain fidelity.
     *
     * @param sharpness of decisions and of the deblocking filter, −7–7
     * @param acBias how much the energy of detail counts, 0–8
     * @param quantMatrices whether high frequencies are quantised more coarsely than low ones
     * @param steepestMatrix the level of the steepest of them ({@code qm-min}), 0–15; 15 is flat
     */
    public record Detail(int sharpness, double acBias, boolean quantMatrices, int steepestMatrix) {
        public Detail {
            Bounds.check("sharpness", sharpness, -7, 7);
            Bounds.check("acBias", acBias, 0, 8);
            Bounds.check("qmMin", steepestMatrix, 0, 15);
        }
    }

    /**
     * The filters in the loop that a preset would use, or not at all.
     *
     * @param cdef the constrained directional enhancement filter
     * @param restoration loop restoration
     */
    public record Filters(boolean cdef, boolean restoration) {}
}
