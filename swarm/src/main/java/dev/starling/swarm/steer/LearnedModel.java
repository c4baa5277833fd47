package dev.starling.swarm.steer;

import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.WayValues.Moves;
import java.util.List;

/**
 * What was learned, as data: the file of a learned policy, in the JSON form of {@code docs/learning.md}.
 *
 * @param format {@value #FORMAT}
 * @param version {@value #VERSION}
 * @param madeBy the command that trained it
 * @param path how paths change
 * @param scorer the network that scores candidates
 * @param critic the network that values states
 * @param known the least and the greatest value of each feature of a candidate in training
 */
public record LearnedModel(
        String format,
        int version,
        String madeBy,
        PathModel path,
        Network.Form scorer,
        Network.Form critic,
        List<Range> known) {
    /** The value of {@code format}. */
    public static final String FORMAT = "starling-learned-policy";
    /** The version of the format. */
    public static final int VERSION = 1;

    /** What an output of 1 of the scorer is worth, in the unit of {@link PolicySettings}. */
    public static final double SCORE_UNIT = 10;
    /** The same of the critic. */
    public static final double VALUE_UNIT = 50;

    /** What clips can do in flight when a learned policy decides: a splice costs half a point of VMAF. */
    public static final Moves MOVES = new Moves(0.25, 0.5);

    /**
     * The values of a feature in training.
     *
     * @param least the least one
     * @param most the greatest one
     */
    public record Range(float least, float most) {
        /** A value outside by this much of the range is still known. */
        private static final float MARGIN = 0.25f;

        private static final float ROUNDING = 1e-3f;

        public Range {
            if (!Float.isFinite(least) || !Float.isFinite(most) || most < least) {
                throw new IllegalArgumentException("not a range: " + least + " … " + most);
            }
        }

        float leastKnown() {
            return least - MARGIN * (most - least) - ROUNDING;
        }

        float mostKnown() {
            return most + MARGIN * (most - least) + ROUNDING;
        }
    }

    public LearnedModel {
        check(scorer, CandidateFeatures.CANDIDATE, "scorer");
        check(critic, CandidateFeatures.STATE, "critic");
        if (known.size() != CandidateFeatures.CANDIDATE) {
            throw new IllegalArgumentException(
                    "known has " + known.size() + " ranges for " + CandidateFeatures.CANDIDATE + " features");
        }
        known = List.copyOf(known);
    }

    private static void check(Network.Form network, int inputs, String name) {
        if (network.inputs() != inputs || network.contexts() != CandidateFeatures.CONTEXT) {
            throw new IllegalArgumentException(name + " has " + network.inputs() + " inputs, must have " + inputs);
        }
    }

    /**
     * Reads a model.
     *
     * @throws IllegalArgumentException if the JSON does not describe one; the message is one line and names the place
     */
    public static LearnedModel read(byte[] json) {
        return StrictJson.read(json, LearnedModel.class, FORMAT, VERSION);
    }

    /** The model that ships. */
    public static LearnedModel shipped() {
        return read(ShippedPolicy.learnedJson());
    }
}
