package dev.starling.swarm.steer;

import dev.starling.swarm.json.StrictJson;

/** Reads a policy of any kind from a file: the settings of a static policy, or a learned one. */
public final class PolicyReader {
    private PolicyReader() {}

    /**
     * Reads a policy; the member {@code format} says which. A learned one has the prices that ship.
     *
     * @throws IllegalArgumentException if the JSON describes none; the message is one line and names the place
     */
    public static Policy read(byte[] json) {
        return switch (StrictJson.format(json)) {
            case PolicySettings.FORMAT -> new StaticPolicy(PolicySettings.read(json));
            case LearnedModel.FORMAT -> new LearnedPolicy(LearnedModel.read(json), PolicySettings.DEFAULT);
            default ->
                throw new IllegalArgumentException(
                        "format must be " + PolicySettings.FORMAT + " or " + LearnedModel.FORMAT);
        };
    }
}
