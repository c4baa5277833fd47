package dev.starling.lab.policy;

import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.CandidateScorer;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LearnedNetworks;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.RateHistory;
import dev.starling.swarm.steer.WayValues;
import dev.starling.swarm.steer.WayValues.Moves;
import dev.starling.swarm.steer.WayValues.Ways;

/**
 * The learned policy in the reference player: the same {@link CandidateScorer} as at the edge. Where a decision is
 * unlike those in training, {@link RateBased} decides. For one thread.
 */
public final class LearnedAbrPolicy implements AbrPolicy, DownMoves {
    private static final AbrPolicy FALLBACK = new RateBased();

    private final ChunkedVideo video;
    private final LearnedModel model;
    private final PolicySettings settings;
    private final double roundTripSeconds;
    private final Moves moves;
    private final CandidateScorer scorer;
    private int fallbacks;

    /**
     * @param settings the prices of a down-move
     * @param roundTripSeconds what each chunk takes beside its bits
     */
    public LearnedAbrPolicy(
            ChunkedVideo video, LearnedModel model, PolicySettings settings, double roundTripSeconds, Moves moves) {
        this.video = video;
        this.model = model;
        this.settings = settings;
        this.roundTripSeconds = roundTripSeconds;
        this.moves = moves;
        this.scorer =
                new CandidateScorer(new LearnedNetworks(model), ExactPlanner.choices(video), roundTripSeconds, moves);
    }

    @Override
    public int choose(AbrState state) {
        int chunk = state.nextChunk();
        scorer.before(chunk, path(state));
        double last = state.vmaf(chunk - 1);
        double best = Double.NEGATIVE_INFINITY;
        int choice = 0;
        boolean known = false;
        for (int rung = 0; rung < video.rungs(); rung++) {
            double score = scorer.score(video.bits(chunk, rung), video.vmaf(chunk, rung), state.bufferSeconds(), last);
            if (score > best) {
                best = score;
                choice = rung;
                known = scorer.known();
            }
        }
        if (!known) {
            fallbacks++;
            return FALLBACK.choose(state);
        }
        return choice;
    }

    /** How often a decision was unlike those in training. */
    public int fallbacks() {
        return fallbacks;
    }

    private RateHistory.Path path(AbrState state) {
        return ExactPlanner.history(state, model.path().horizons(), roundTripSeconds)
                .path();
    }

    @Override
    public int rung(AbrState state, LoadingChunk chunk) {
        RateHistory.Path path = path(state);
        double goingOn = chunk.restBits(chunk.rung());
        double[] rates = model.path().restRates(goingOn, path.bitsPerSecond(), chunk.recentBitsPerSecond());
        double loading = chunk.seconds() - roundTripSeconds;
        CandidateScorer.States[] states = new CandidateScorer.States[rates.length];
        for (int i = 0; i < rates.length; i++) {
            double whole = (chunk.arrivedBits() + goingOn) / (loading + goingOn / rates[i]);
            states[i] = scorer.states(
                    state.nextChunk() + 1, path.after(whole, model.path().horizons()));
        }
        Ways ways = ExactPlanner.ways(chunk);
        PolicySettings.Prices prices = settings.prices();
        WayValues values =
                new WayValues(rates, moves, prices.quality() - prices.change().fall());
        WayValues.Following following = (rate, left, vmaf) -> prices.waiting().stallSecond() * Math.max(0, -left)
                + states[rate].worth(Math.max(0, left) + video.seconds(state.nextChunk()), vmaf);
        double last = state.vmaf(state.nextChunk() - 1);
        double left = state.bufferSeconds() - chunk.seconds();
        double best = Double.NEGATIVE_INFINITY;
        int choice = chunk.rung();
        for (int rung = chunk.rung(); rung >= 0; rung--) {
            double value = settings.quality(ways.vmaf(rung), last) + values.expected(following, left, ways, rung);
            if (value > best) {
                best = value;
                choice = rung;
            }
        }
        return choice;
    }
}
