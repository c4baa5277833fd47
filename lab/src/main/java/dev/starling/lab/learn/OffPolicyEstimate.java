package dev.starling.lab.learn;

import dev.starling.lab.policy.ExactPlanner;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.train.ReferencePrices;
import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.CandidateScorer;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LearnedNetworks;
import dev.starling.swarm.steer.LivedClip;
import dev.starling.swarm.steer.LivedClip.Offered;
import dev.starling.swarm.steer.LivedClip.Sent;
import dev.starling.swarm.steer.Outlook;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.RateHistory;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Estimates what a policy would have been worth in recorded decisions: a counterfactual in a model of delivery (L.
 * Buesing and others, Woulda, Coulda, Shoulda: Counterfactually-Guided Policy Search, ICLR 2019).
 *
 * <p>The action is the budget that the weights grant the clip. A model says what a budget is worth: the VMAF that it
 * carries in the clip's own offer, the stall that it causes at the rate that the clip met, and what can follow. The
 * worth of a policy's budget is what really came, and what the model says that its budget is worth above the recorded
 * one. Where both are the same, that is what came.
 *
 * <p>Recorded policies are deterministic: the probability of what they did is 1, and that of anything else is 0. So
 * importance weights, and the correction of a doubly robust estimate, are 0 wherever policies differ, and only the
 * model speaks there. That a larger clip would have met another rate, or would have moved down in flight, it cannot
 * tell.
 */
final class OffPolicyEstimate {
    private static final PolicySettings PRICES = ReferencePrices.SETTINGS;
    private static final double ROUND_TRIP_SECONDS = ReferencePlayer.PENSIEVE.roundTripSeconds();

    private final LivedTitle title;
    private final LearnedModel yardstick;
    private final Outlook outlook;

    /** @param yardstick its model of paths values the states that follow, for all policies alike */
    OffPolicyEstimate(LivedTitle title, LearnedModel yardstick) {
        this.title = title;
        this.yardstick = yardstick;
        this.outlook = new ExactPlanner(
                        title.video(), PRICES, yardstick.path(), ROUND_TRIP_SECONDS, ReferencePrices.MOVES)
                .outlook();
    }

    /** A decision of which all is known: its state, what was sent, and the state after it. */
    private record Decision(LivedClip clip, int chunk, State state, Sent sent, LivedClip next) {}

    /** The buffer and the VMAF of the clip before. */
    private record State(double bufferSeconds, double lastVmaf) {}

    /**
     * The mean QoE_v of a decision: that of its clip, with what it changes in later ones.
     *
     * @return empty if the session has no decision of which all is known
     */
    OptionalDouble of(LivedSession session, LearnedModel policy) {
        CandidateScorer scorer = new CandidateScorer(
                new LearnedNetworks(policy),
                ExactPlanner.choices(title.video()),
                ROUND_TRIP_SECONDS,
                ReferencePrices.MOVES);
        double sum = 0;
        int count = 0;
        for (int i = 0; i + 1 < session.clips().size(); i++) {
            Optional<Decision> decision =
                    decision(session.clips().get(i), session.clips().get(i + 1));
            if (decision.isPresent()) {
                sum += worth(decision.get(), budget(decision.get(), policy, scorer));
                count++;
            }
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }

    private Optional<Decision> decision(LivedClip clip, LivedClip next) {
        Optional<Integer> chunk = title.chunk(clip.clip());
        boolean known = clip.network().bandwidth().isPresent()
                && clip.network().buffer().isPresent()
                && clip.network().lastVmaf().isPresent()
                && clip.sent().isPresent()
                && next.clip() == clip.clip() + 1
                && next.network().bandwidth().isPresent()
                && next.network().buffer().isPresent();
        if (!known || chunk.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Decision(
                clip,
                chunk.get(),
                new State(
                        clip.network().buffer().get().toNanos() / 1e9,
                        clip.network().lastVmaf().getAsDouble()),
                clip.sent().get(),
                next));
    }

    private RateHistory.Path path(Bandwidth bandwidth) {
        return RateHistory.Path.of(bandwidth, yardstick.path().horizons());
    }

    /** What a policy's weights would have granted; where it knows nothing like it, the recorded policy decides. */
    private static double budget(Decision decision, LearnedModel policy, CandidateScorer scorer) {
        Bandwidth bandwidth = decision.clip().network().bandwidth().orElseThrow();
        scorer.before(
                decision.chunk(), RateHistory.Path.of(bandwidth, policy.path().horizons()));
        double[] scores = new double[decision.clip().offered().size()];
        double best = Double.NEGATIVE_INFINITY;
        boolean known = false;
        for (int i = 0; i < scores.length; i++) {
            Offered offered = decision.clip().offered().get(i);
            scores[i] = scorer.score(
                    offered.bits(),
                    offered.vmaf(),
                    decision.state().bufferSeconds(),
                    decision.state().lastVmaf());
            if (scores[i] > best) {
                best = scores[i];
                known = scorer.known();
            }
        }
        if (!known) {
            return decision.sent().budgetBits();
        }
        double weights = 0;
        double bits = 0;
        for (int i = 0; i < scores.length; i++) {
            double weight = Math.exp((scores[i] - best) / PolicySettings.DEFAULT.temperature());
            weights += weight;
            bits += weight * decision.clip().offered().get(i).bits();
        }
        return bits / weights;
    }

    private double worth(Decision decision, double budgetBits) {
        return lived(decision)
                + modelled(decision, budgetBits)
                - modelled(decision, decision.sent().budgetBits());
    }

    /** What the model says of a budget, at the rate that the clip met. */
    private double modelled(Decision decision, double budgetBits) {
        double rate = decision.next().network().bandwidth().orElseThrow().shortBitsPerSecond();
        double vmaf = title.vmafOf(decision.chunk(), budgetBits);
        State state = decision.state();
        double left = state.bufferSeconds() - ROUND_TRIP_SECONDS - budgetBits / rate;
        return PRICES.quality(vmaf, state.lastVmaf())
                + PRICES.prices().waiting().stallSecond() * Math.max(0, -left)
                + later(decision, Math.max(0, left) + decision.clip().seconds(), vmaf);
    }

    /** The QoE_v of the clip as it came. */
    private static double lived(Decision decision) {
        return Qoe.comycoV(decision.sent().vmaf(), decision.state().lastVmaf())
                - Qoe.COMYCO_V.perStalledSecond()
                        * decision.sent().lateSeconds().orElse(0);
    }

    private double later(Decision decision, double buffer, double vmaf) {
        RateHistory.Path path = path(decision.next().network().bandwidth().orElseThrow());
        return outlook.worth(decision.chunk() + 1, path, buffer, vmaf);
    }
}
