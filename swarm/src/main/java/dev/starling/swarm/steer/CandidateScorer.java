package dev.starling.swarm.steer;

import dev.starling.swarm.steer.WayValues.Moves;
import java.util.List;

/**
 * Scores the candidates of a clip, and values the states that follow, by a learned model: the one class that is trained
 * and serves. A score allocates nothing. For one thread.
 */
public final class CandidateScorer {
    private final LearnedNetworks networks;
    private final List<Outlook.Choices> clips;
    private final double requestSeconds;
    private final Moves moves;
    private final CandidateFeatures features;
    private final Network.Evaluator scorer;

    /**
     * @param clips what could be sent of each clip of the title
     * @param requestSeconds what each clip takes beside its bits
     * @param moves what clips may do in flight
     */
    public CandidateScorer(LearnedNetworks networks, List<Outlook.Choices> clips, double requestSeconds, Moves moves) {
        this.networks = networks;
        this.clips = clips;
        this.requestSeconds = requestSeconds;
        this.moves = moves;
        this.features = new CandidateFeatures(clips, requestSeconds, moves);
        this.scorer = networks.scorer().evaluator();
    }

    /** Sets the decision: the clip, and the path before it. */
    public void before(int clip, RateHistory.Path path) {
        features.before(clip, path);
        scorer.context(features.values());
    }

    /** The score of a candidate of the clip, in the unit of {@link PolicySettings}. */
    public double score(double bits, double vmaf, double buffer, double lastVmaf) {
        features.candidate(bits, vmaf, buffer, lastVmaf);
        return LearnedModel.SCORE_UNIT * scorer.of(features.values());
    }

    /** Whether the latest candidate was one like those in training. */
    public boolean known() {
        return networks.knows(features.values());
    }

    /**
     * Values states before a clip.
     *
     * @param path what is then known of the path
     */
    public States states(int clip, RateHistory.Path path) {
        return new States(clip, path);
    }

    /** Values of states before one clip on one path. */
    public final class States {
        private final CandidateFeatures state = new CandidateFeatures(clips, requestSeconds, moves);
        private final Network.Evaluator evaluator = networks.critic().evaluator();
        private final boolean ended;

        private States(int clip, RateHistory.Path path) {
            ended = clip >= clips.size();
            if (!ended) {
                state.before(clip, path);
                evaluator.context(state.values());
            }
        }

        /** What a state is worth beside the others before the clip; after the last clip, nothing. */
        public double worth(double buffer, double lastVmaf) {
            if (ended) {
                return 0;
            }
            state.state(buffer, lastVmaf);
            return LearnedModel.VALUE_UNIT * evaluator.of(state.values());
        }
    }
}
