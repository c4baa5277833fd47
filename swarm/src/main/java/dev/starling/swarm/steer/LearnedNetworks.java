package dev.starling.swarm.steer;

/** The networks of a {@link LearnedModel}, ready to be evaluated. Immutable. */
public final class LearnedNetworks {
    private final Network scorer;
    private final Network critic;
    private final float[] least;
    private final float[] most;

    /** The networks of a model. */
    public LearnedNetworks(LearnedModel model) {
        scorer = new Network(model.scorer());
        critic = new Network(model.critic());
        least = new float[model.known().size()];
        most = new float[least.length];
        for (int i = 0; i < least.length; i++) {
            least[i] = model.known().get(i).leastKnown();
            most[i] = model.known().get(i).mostKnown();
        }
    }

    Network scorer() {
        return scorer;
    }

    Network critic() {
        return critic;
    }

    /** Whether a candidate is like those in training: whether each of its features was about this high. */
    boolean knows(float[] features) {
        for (int i = 0; i < least.length; i++) {
            if (!(features[i] >= least[i] && features[i] <= most[i])) {
                return false;
            }
        }
        return true;
    }
}
