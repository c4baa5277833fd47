package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.Map;

/** What is measured on a clip. */
public sealed interface Subject {
    /**
     * A profile family.
     *
     * @param genotype its genes; the rate genes say nothing
     */
    record Bred(Genotype genotype) implements Subject {}

    /**
     * libx264 as anybody runs it, with nothing but a preset and perhaps a purpose: free to choose picture types,
     * weights and all else. The yardstick, for quality and for cost.
     *
     * @param preset which
     * @param tune which purpose
     */
    record Stock(Preset preset, Tune tune) implements Subject {
        /** With nothing but a preset. */
        public Stock(Preset preset) {
            this(preset, Tune.NONE);
        }
    }

    /** What libx264's {@code --tune} does for those who compare figures. */
    enum Tune {
        /** Nothing: it is made for eyes. */
        NONE,
        /** Psycho-visual optimisation off, and adaptive quantisation too. */
        PSNR,
        /** Psycho-visual optimisation off, adaptive quantisation by the logarithm of the variance. */
        SSIM;

        /** The parameters that it stands for, by x264's own names. */
        public Map<String, String> parameters() {
            return switch (this) {
                case NONE -> Map.of();
                case PSNR -> Map.of("psy", "0", "aq-mode", "0");
                case SSIM -> Map.of("psy", "0", "aq-mode", "2");
            };
        }
    }
}
