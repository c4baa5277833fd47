package dev.starling.swarm.breed.genome;

import dev.starling.swarm.profile.Codec;
import java.util.List;
import java.util.Set;

/** One encoding parameter that may be varied. Its values are numbers: those of a choice count its options, from 0. */
public sealed interface Gene {
    /** What a gene decides. */
    enum Role {
        /** How bitstreams are built: must agree between members of a blend group. */
        STRUCTURAL,
        /** How time and bits are spent: may differ between members of a blend group. */
        FREE,
        /**
         * Where on the rate–quality curve an encoding lies: swept to get the curve of a profile family, never mutated.
         */
        RATE
    }

    /** Its name in files. */
    String name();

    /** The codecs that express it; a genotype of another codec does not have it. */
    Set<Codec> codecs();

    /** What it decides. */
    Role role();

    /** What it means, for people. */
    String meaning();

    /** The least value. */
    double least();

    /** The greatest value. */
    double most();

    /** The value it has where nothing is said. */
    double usual();

    /** The admissible value nearest to a number. */
    double nearest(double value);

    /** Whether a number is a value of this gene. */
    default boolean admits(double value) {
        return value >= least() && value <= most() && Math.abs(nearest(value) - value) < 1e-9;
    }

    /**
     * A real number, kept to a resolution finer than which nothing differs.
     *
     * @param resolution above 0; bounds and usual value are multiples of it
     */
    record Real(
            String name,
            Set<Codec> codecs,
            Role role,
            double least,
            double most,
            double resolution,
            double usual,
            String meaning)
            implements Gene {
        public Real {
            codecs = Set.copyOf(codecs);
        }

        @Override
        public double nearest(double value) {
            // Divided by a whole number of steps to one, so that 0.3 is 0.3 and not 0.30000000000000004.
            double stepsToOne = Math.rint(1 / resolution);
            return Math.clamp(Math.rint(value * stepsToOne) / stepsToOne, least, most);
        }
    }

    /** A whole number. */
    record Whole(String name, Set<Codec> codecs, Role role, double least, double most, double usual, String meaning)
            implements Gene {
        public Whole {
            codecs = Set.copyOf(codecs);
        }

        @Override
        public double nearest(double value) {
            return Math.clamp(Math.rint(value), least, most);
        }
    }

    /**
     * One of several things that have no order.
     *
     * @param options what they are called in files; the usual one first
     */
    record Choice(String name, Set<Codec> codecs, Role role, List<String> options, String meaning) implements Gene {
        public Choice {
            codecs = Set.copyOf(codecs);
            options = List.copyOf(options);
        }

        @Override
        public double least() {
            return 0;
        }

        @Override
        public double most() {
            return options.size() - 1.0;
        }

        @Override
        public double usual() {
            return 0;
        }

        @Override
        public double nearest(double value) {
            return Math.clamp(Math.rint(value), least(), most());
        }

        /** The option that a value stands for. */
        String option(double value) {
            return options.get((int) value);
        }
    }
}
