package dev.starling.swarm.breed.genome;

import dev.starling.swarm.profile.Codec;
import java.util.List;
import java.util.Set;

/** One encoding parameter that may be varied. Its values are numbers; those of a choice are the indexes of options. */
public sealed interface Gene {
    /** What a gene affects. */
    enum Role {
        /** How bitstreams are built: must agree between members of a blend group. */
        STRUCTURAL,
        /** How time and bits are spent: may differ between members of a blend group. */
        FREE,
        /** The position on the rate–quality curve: swept to measure the curve of a family, never mutated. */
        RATE
    }

    /**
     * The declaration of a gene.
     *
     * @param name its name in files
     * @param codecs the codecs that express it; a genotype of another codec does not have it
     * @param role what it affects
     * @param meaning a description for people
     */
    record Declaration(String name, Set<Codec> codecs, Role role, String meaning) {
        public Declaration {
            codecs = Set.copyOf(codecs);
        }

        Real real(Bounds bounds, double resolution) {
            return new Real(this, bounds, resolution);
        }

        Whole whole(Bounds bounds) {
            return new Whole(this, bounds);
        }

        Choice oneOf(String... options) {
            return new Choice(this, List.of(options));
        }
    }

    /**
     * The bounds of a number.
     *
     * @param min the lowest value
     * @param max the highest value
     * @param usual the default
     */
    record Bounds(double min, double max, double usual) {
        private double clamp(double value) {
            return Math.clamp(value, min, max);
        }
    }

    /** Name, codecs, role and meaning. */
    Declaration declaration();

    /** Its name in files. */
    default String name() {
        return declaration().name();
    }

    /** The codecs that express it; a genotype of another codec does not have it. */
    default Set<Codec> codecs() {
        return declaration().codecs();
    }

    /** What it affects. */
    default Role role() {
        return declaration().role();
    }

    /** A description for people. */
    default String meaning() {
        return declaration().meaning();
    }

    /** The lowest value. */
    double min();

    /** The highest value. */
    double max();

    /** The default. */
    double usual();

    /** The valid value nearest to a number. */
    double nearest(double value);

    /** Whether a number is a valid value. */
    default boolean admits(double value) {
        return value >= min() && value <= max() && Math.abs(nearest(value) - value) < 1e-9;
    }

    /**
     * A real number, rounded to a resolution below which differences do not matter.
     *
     * @param resolution above 0; the bounds and the default are multiples of it
     */
    record Real(Declaration declaration, Bounds bounds, double resolution) implements Gene {
        @Override
        public double min() {
            return bounds.min();
        }

        @Override
        public double max() {
            return bounds.max();
        }

        @Override
        public double usual() {
            return bounds.usual();
        }

        @Override
        public double nearest(double value) {
            // Dividing by a whole number of steps per unit gives 0.3 and not 0.30000000000000004.
            double stepsPerUnit = Math.rint(1 / resolution);
            return bounds.clamp(Math.rint(value * stepsPerUnit) / stepsPerUnit);
        }
    }

    /** A whole number. */
    record Whole(Declaration declaration, Bounds bounds) implements Gene {
        @Override
        public double min() {
            return bounds.min();
        }

        @Override
        public double max() {
            return bounds.max();
        }

        @Override
        public double usual() {
            return bounds.usual();
        }

        @Override
        public double nearest(double value) {
            return bounds.clamp(Math.rint(value));
        }
    }

    /**
     * One of several options without an order.
     *
     * @param options their names in files; the default first
     */
    record Choice(Declaration declaration, List<String> options) implements Gene {
        public Choice {
            options = List.copyOf(options);
        }

        @Override
        public double min() {
            return 0;
        }

        @Override
        public double max() {
            return options.size() - 1.0;
        }

        @Override
        public double usual() {
            return 0;
        }

        @Override
        public double nearest(double value) {
            return Math.clamp(Math.rint(value), min(), max());
        }

        /** The option with this index. */
        String option(double value) {
            return options.get((int) value);
        }
    }
}
