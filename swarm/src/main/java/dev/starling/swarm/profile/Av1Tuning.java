package dev.starling.swarm.profile;

/**
 * The parameters of SVT-AV1, named as in its user guide where it names them.
 *
 * @param preset the speed preset, 4–13, higher is faster; it sets every parameter that is not named here
 * @param gopSeconds the longest time from one key picture to the next, as in {@link StructuralGenes}
 * @param layers layers of the hierarchy of reference pictures, 3–6: mini-GOPs of 4 to 32 pictures
 * @param tune the measure of distortion
 * @param blocks how bits are distributed over the blocks of a picture
 * @param pictures how bits are distributed over the pictures of a clip
 * @param detail how much detail is kept at the cost of fidelity
 * @param screenContent whether the tools for screen content are used
 * @param filters the filters in the loop
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
        Bounds.check("gop", gopSeconds, StructuralGenes.MIN_GOP_SECONDS, StructuralGenes.MAX_GOP_SECONDS);
        Bounds.check("layers", layers, 3, 6);
    }

    /** SVT-AV1's {@code tune}. */
    public enum Tune {
        PSNR,
        SSIM,
        /** Subjective quality. */
        VQ
    }

    /** SVT-AV1's {@code aq-mode}. */
    public enum AqMode {
        /** By how much of other blocks is predicted from a block. */
        DELTAQ,
        /** By variance, with segments. */
        VARIANCE,
        OFF
    }

    /** SVT-AV1's {@code scm}. */
    public enum ScreenContent {
        /** Where the encoder detects screen content. */
        AUTO,
        OFF,
        ON
    }

    /**
     * How bits are distributed over the blocks of a picture.
     *
     * @param aqMode the criterion
     * @param varianceBoost how much finer blocks of low variance are quantised, 0 (not) – 4
     * @param varianceOctile how much of a block must have low variance, in eighths, 1–8
     */
    public record Blocks(AqMode aqMode, int varianceBoost, int varianceOctile) {
        public Blocks {
            Bounds.check("varianceBoost", varianceBoost, 0, 4);
            Bounds.check("varianceOctile", varianceOctile, 1, 8);
        }
    }

    /**
     * How bits are distributed over the pictures of a clip.
     *
     * @param temporalFilter whether references are filtered over time before coding: 0 (no), 1 (yes), 2 (adaptively)
     * @param temporalFilterStrength 0–4
     * @param qpScaleCompress how little the quantiser follows the layers, 0–3
     * @param overlays whether a picture that undoes the filter follows a filtered reference
     */
    public record Pictures(int temporalFilter, int temporalFilterStrength, int qpScaleCompress, Switch overlays) {
        public Pictures {
            Bounds.check("temporalFilter", temporalFilter, 0, 2);
            Bounds.check("tfStrength", temporalFilterStrength, 0, 4);
            Bounds.check("qpScaleCompress", qpScaleCompress, 0, 3);
        }
    }

    /**
     * How much detail is kept at the cost of fidelity.
     *
     * @param sharpness sharpness of decisions and of the deblocking filter, −7–7
     * @param acBias the weight of the energy of detail, 0–8
     * @param quantMatrices whether high frequencies are quantised more coarsely than low ones
     * @param steepestMatrix the level of the steepest matrix ({@code qm-min}), 0–15; 15 is flat
     */
    public record Detail(int sharpness, double acBias, Switch quantMatrices, int steepestMatrix) {
        public Detail {
            Bounds.check("sharpness", sharpness, -7, 7);
            Bounds.check("acBias", acBias, 0, 8);
            Bounds.check("qmMin", steepestMatrix, 0, 15);
        }
    }

    /**
     * The filters in the loop: as the preset sets them, or off.
     *
     * @param cdef the constrained directional enhancement filter
     * @param restoration loop restoration
     */
    public record Filters(Switch cdef, Switch restoration) {}
}
