package dev.starling.swarm.profile;

import dev.starling.swarm.profile.StructuralGenes.BPyramid;
import dev.starling.swarm.profile.Tuning.AdaptiveQuantisation;
import dev.starling.swarm.profile.Tuning.Deblocking;
import dev.starling.swarm.profile.Tuning.MotionEstimation;
import dev.starling.swarm.profile.Tuning.PictureQuantisation;
import dev.starling.swarm.profile.Tuning.Preset;

/**
 * The parameters of libx265. Those it shares with libx264 have the same types and, except for the scale of
 * {@code subme}, the same meaning.
 *
 * @param preset the speed preset, which sets every parameter that is not named here; libx265 has the same names as
 *     libx264
 * @param pictures which pictures may refer to which
 * @param search the effort of motion search
 * @param decision how decisions weigh rate against distortion
 * @param adaptiveQuantisation how bits are distributed over the blocks of a picture
 * @param quantisation how bits are distributed over the pictures of a clip; {@code qcomp} 0.5–1; libx265 calls the
 *     macroblock tree {@code cutree}
 * @param filters the filters in the loop
 * @param codingTreeUnit the side of the largest block in luma samples ({@code CtbSizeY}): 16, 32 or 64
 */
public record HevcTuning(
        Preset preset,
        Pictures pictures,
        Search search,
        Decision decision,
        AdaptiveQuantisation adaptiveQuantisation,
        PictureQuantisation quantisation,
        Filters filters,
        int codingTreeUnit) {
    public HevcTuning {
        Bounds.check("qcomp", quantisation.qcomp(), 0.5, 1);
        if (codingTreeUnit != 16 && codingTreeUnit != 32 && codingTreeUnit != 64) {
            throw new IllegalArgumentException("ctu must be 16, 32 or 64: " + codingTreeUnit);
        }
    }

    /**
     * Which pictures may refer to which.
     *
     * @param gopSeconds the longest time from one key picture to the next, as in {@link StructuralGenes}
     * @param maxBFrames the maximum number of consecutive B pictures, 0–16
     * @param bPyramid whether B pictures may be references
     * @param referenceFrames the maximum number of references in one list, 1–8
     */
    public record Pictures(double gopSeconds, int maxBFrames, BPyramid bPyramid, int referenceFrames) {
        public Pictures {
            Bounds.check("gop", gopSeconds, StructuralGenes.MIN_GOP_SECONDS, StructuralGenes.MAX_GOP_SECONDS);
            Bounds.check("maxBFrames", maxBFrames, 0, 16);
            Bounds.check("referenceFrames", referenceFrames, 1, 8);
        }
    }

    /**
     * The effort of motion search.
     *
     * @param motionEstimation libx265's {@code me}
     * @param subpelRefinement libx265's {@code subme}, 0–7
     * @param maxMerge {@code MaxNumMergeCand}, 1–5
     */
    public record Search(MotionEstimation motionEstimation, int subpelRefinement, int maxMerge) {
        public Search {
            Bounds.check("subme", subpelRefinement, 0, 7);
            Bounds.check("maxMerge", maxMerge, 1, 5);
        }
    }

    /**
     * The effort of mode decision and quantisation.
     *
     * @param rd libx265's {@code rd}, 1–6: the higher, the more decisions weigh rate against distortion
     * @param rdoq libx265's {@code rdoq-level}, 0–2: rate–distortion optimal quantisation off, for levels, or for
     *     coefficient groups too
     * @param psyRd detail kept at the cost of fidelity in mode decision, 0–5; needs an {@code rd} of 3
     * @param psyRdoq the same in quantisation, 0–50; needs {@code rdoq}
     */
    public record Decision(int rd, int rdoq, double psyRd, double psyRdoq) {
        public Decision {
            Bounds.check("rd", rd, 1, 6);
            Bounds.check("rdoq", rdoq, 0, 2);
            Bounds.check("psyRd", psyRd, 0, 5);
            Bounds.check("psyRdoq", psyRdoq, 0, 50);
        }
    }

    /**
     * The filters in the loop.
     *
     * @param deblocking {@code slice_beta_offset_div2} and, as alpha, {@code slice_tc_offset_div2} (7.4.7.1)
     * @param sampleAdaptiveOffset sample adaptive offset (8.7.3)
     */
    public record Filters(Deblocking deblocking, Switch sampleAdaptiveOffset) {}
}
