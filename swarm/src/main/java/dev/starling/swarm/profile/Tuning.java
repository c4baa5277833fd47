package dev.starling.swarm.profile;

import java.util.Locale;

/**
 * The free genes: how an encoder spends its time and its bits. They may differ between members of a blend group.
 *
 * @param preset the speed preset, which sets every parameter that is not named here
 * @param search the effort of mode and motion decisions
 * @param adaptiveQuantisation how bits are distributed over the blocks of a picture
 * @param psychovisual how much detail is kept at the cost of fidelity
 * @param pictures how bits are distributed over the pictures of a clip
 * @param deblocking the offsets of the deblocking filter
 */
public record Tuning(
        Preset preset,
        Search search,
        AdaptiveQuantisation adaptiveQuantisation,
        Psychovisual psychovisual,
        PictureQuantisation pictures,
        Deblocking deblocking) {
    /**
     * libx264's defaults at preset medium, without psycho-visual optimisation: that invents different detail in every
     * member, and a splice carries the difference on to the next IDR picture (on a film with flicker up to 6.6 dB,
     * without it 1.2 dB).
     */
    public static final Tuning DEFAULT = new Tuning(
            Preset.MEDIUM,
            new Search(MotionEstimation.HEX, 7, 1),
            new AdaptiveQuantisation(1, 1.0),
            new Psychovisual(0.0, 0.0),
            new PictureQuantisation(0.6, Switch.ON, 40, 1.4, 1.3),
            new Deblocking(0, 0));

    /** The same genes with the effort that libx264 itself sets for another preset. */
    public Tuning withPreset(Preset other) {
        Search effort = new Search(other.motionEstimation, other.subpelRefinement, other.trellis);
        return new Tuning(
                other, effort, adaptiveQuantisation, psychovisual, pictures.withLookahead(other.lookahead), deblocking);
    }

    /** libx264's presets, fastest first. */
    public enum Preset {
        ULTRAFAST(MotionEstimation.DIA, 0, 0, 0),
        SUPERFAST(MotionEstimation.DIA, 1, 0, 0),
        VERYFAST(MotionEstimation.HEX, 2, 0, 10),
        FASTER(MotionEstimation.HEX, 4, 1, 20),
        FAST(MotionEstimation.HEX, 6, 1, 30),
        MEDIUM(MotionEstimation.HEX, 7, 1, 40),
        SLOW(MotionEstimation.HEX, 8, 2, 50),
        SLOWER(MotionEstimation.UMH, 9, 2, 60),
        VERYSLOW(MotionEstimation.UMH, 10, 2, 60);

        private final MotionEstimation motionEstimation;
        private final int subpelRefinement;
        private final int trellis;
        private final int lookahead;

        Preset(MotionEstimation motionEstimation, int subpelRefinement, int trellis, int lookahead) {
            this.motionEstimation = motionEstimation;
            this.subpelRefinement = subpelRefinement;
            this.trellis = trellis;
            this.lookahead = lookahead;
        }

        /** The preset's name in libx264. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** libx264's {@code me}: the pattern of whole-sample motion search. */
    public enum MotionEstimation {
        /** Diamond, radius 1. */
        DIA,
        /** Hexagon, radius 2. */
        HEX,
        /** Uneven multi-hexagons. */
        UMH
    }

    /**
     * The effort of mode and motion decisions.
     *
     * @param motionEstimation libx264's {@code me}
     * @param subpelRefinement libx264's {@code subme}, 0–10: decisions weigh rate against distortion from 6 on, and
     *     from 8 on in B pictures too
     * @param trellis libx264's {@code trellis}, 0–2: rate–distortion optimal quantisation never, in the final coding,
     *     or in all decisions
     */
    public record Search(MotionEstimation motionEstimation, int subpelRefinement, int trellis) {
        public Search {
            Bounds.check("subme", subpelRefinement, 0, 10);
            Bounds.check("trellis", trellis, 0, 2);
        }
    }

    /**
     * libx264's {@code aq-mode} and {@code aq-strength}.
     *
     * @param mode 0 (off) – 3
     * @param strength 0–3
     */
    public record AdaptiveQuantisation(int mode, double strength) {
        public AdaptiveQuantisation {
            Bounds.check("aqMode", mode, 0, 3);
            Bounds.check("aqStrength", strength, 0, 3);
        }
    }

    /**
     * libx264's {@code psy-rd}.
     *
     * @param rateDistortion 0–10
     * @param trellis 0–10
     */
    public record Psychovisual(double rateDistortion, double trellis) {
        public Psychovisual {
            Bounds.check("psyRd", rateDistortion, 0, 10);
            Bounds.check("psyTrellis", trellis, 0, 10);
        }
    }

    /**
     * How much finer reference pictures are quantised than other pictures.
     *
     * @param qcomp libx264's {@code qcomp}, the curve compression of the quantiser over time, 0–1
     * @param macroblockTree whether blocks that later pictures refer to get more bits
     * @param lookahead libx264's {@code rc-lookahead}, 0–120: the number of pictures that the macroblock tree covers
     * @param ipRatio how much coarser P pictures are quantised than I pictures, 1–2
     * @param pbRatio how much coarser B pictures are quantised than P pictures, 1–2; unused where the macroblock tree
     *     is on
     */
    public record PictureQuantisation(
            double qcomp, Switch macroblockTree, int lookahead, double ipRatio, double pbRatio) {
        public PictureQuantisation {
            Bounds.check("qcomp", qcomp, 0, 1);
            Bounds.check("lookahead", lookahead, 0, 120);
            Bounds.check("ipRatio", ipRatio, 1, 2);
            Bounds.check("pbRatio", pbRatio, 1, 2);
        }

        private PictureQuantisation withLookahead(int newLookahead) {
            return new PictureQuantisation(qcomp, macroblockTree, newLookahead, ipRatio, pbRatio);
        }
    }

    /**
     * {@code slice_alpha_c0_offset_div2} and {@code slice_beta_offset_div2} (7.4.3).
     *
     * @param alpha −6–6
     * @param beta −6–6
     */
    public record Deblocking(int alpha, int beta) {
        public Deblocking {
            Bounds.check("deblockAlpha", alpha, -6, 6);
            Bounds.check("deblockBeta", beta, -6, 6);
        }
    }
}
