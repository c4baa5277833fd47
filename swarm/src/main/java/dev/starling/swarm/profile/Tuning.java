package dev.starling.swarm.profile;

import java.util.Locale;

/**
 * The free genes: how an encoder spends its bits. They may differ between members of a blend group.
 *
 * @param preset the speed preset from which all parameters start that are not named here
 * @param adaptiveQuantisation how bits move between the blocks of a picture
 * @param psychovisual how much detail is kept against plain fidelity
 * @param qcomp curve compression of the quantiser over time, 0–1
 * @param macroblockTree whether bits move to blocks that later pictures refer to
 * @param deblocking the offsets of the deblocking filter
 */
public record Tuning(
        Preset preset,
        AdaptiveQuantisation adaptiveQuantisation,
        Psychovisual psychovisual,
        double qcomp,
        boolean macroblockTree,
        Deblocking deblocking) {
    /**
     * libx264's own defaults at preset medium, but for psycho-visual optimisation: the detail that it invents is another one in
     * every member, and a splice then carries the difference of two inventions on to the next IDR picture (on a film with
     * flicker up to 6.6 dB, without it 1.2 dB).
     */
    public static final Tuning DEFAULT = new Tuning(
            Preset.MEDIUM,
            new AdaptiveQuantisation(1, 1.0),
            new Psychovisual(0.0, 0.0),
            0.6,
            true,
            new Deblocking(0, 0));

    public Tuning {
        Bounds.check("qcomp", qcomp, 0, 1);
    }

    /** The same with another preset. */
    public Tuning withPreset(Preset other) {
        return new Tuning(other, adaptiveQuantisation, psychovisual, qcomp, macroblockTree, deblocking);
    }

    /** libx264's presets, fastest first. */
    public enum Preset {
        ULTRAFAST,
        SUPERFAST,
        VERYFAST,
        FASTER,
        FAST,
        MEDIUM,
        SLOW,
        SLOWER,
        VERYSLOW;

        /** libx264's name of it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
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
