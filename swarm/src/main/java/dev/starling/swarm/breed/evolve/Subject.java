package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.Map;

/** What a trial measures on a clip. */
public sealed interface Subject {
    /**
     * A family.
     *
     * @param genotype its genes; rate genes are ignored
     */
    record Bred(Genotype genotype) implements Subject {}

    /**
     * Stock libx264 with nothing but a preset and perhaps a tune: it chooses picture types, weights and everything else
     * itself. It is the yardstick for quality and cost.
     *
     * @param preset the preset
     * @param tune the tune
     */
    record Stock(Preset preset, Tune tune) implements Subject {
        /** Stock libx264 without a tune. */
        public Stock(Preset preset) {
            this(preset, Tune.NONE);
        }
    }

    /** libx264's {@code --tune} for the comparison of metrics. */
    enum Tune {
        /** No tune: libx264 optimises subjective quality. */
        NONE,
        /** Psycho-visual optimisation and adaptive quantisation off. */
        PSNR,
        /** Psycho-visual optimisation off, adaptive quantisation by the logarithm of the variance. */
        SSIM;

        /** Its parameters, with x264's names. */
        public Map<String, String> parameters() {
            return switch (this) {
                case NONE -> Map.of();
                case PSNR -> Map.of("psy", "0", "aq-mode", "0");
                case SSIM -> Map.of("psy", "0", "aq-mode", "2");
            };
        }
    }
}
