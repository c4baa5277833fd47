package dev.starling.lab.learn;

import dev.starling.lab.policy.ExactPlanner;
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
 * Estimates what a policy would have been worth in recorded decisions: the doubly robust estimate (M. Dudík, J.
 * Langford and L. Li, Doubly Robust Policy Evaluation and Learning, ICML 2011) of one decision, with a planner's value
 * of the state that it leads to.
 *
 * <p>The action is the budget that the weights grant the clip. A model says what a budget is worth: the VMAF that it
 * carries in the clip's own offer, the stall that it causes at the rate that the clip met, and what can follow. Where
 * the policy decides as the recorded one did, the model's error on what really came is added. Recorded policies are
 * deterministic: the probability of what they did is 1, and that of anything else is 0. So of other actions only the
 * model speaks: that a larger clip would have met another rate, or would have moved down in flight, it cannot tell.
 */
final class OffPolicyEstimate {
    /** Budgets this near to each other, as a share, are one action. */
    private static final double SAME_ACTION = 0.05;

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
    private record Decision(LivedClip clip, int chunk, RateHistory.Path path, State state, Sent sent, LivedClip next) {}

    /** The buffer and the VMAF of the clip before. */
    private record State(double bufferSeconds, double lastVmaf) {}

    /**
     * What a policy would have been worth, by decision.
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
                path(clip.network().bandwidth().get()),
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
        double recorded = decision.sent().budgetBits();
        double modelled = modelled(decision, budgetBits);
        boolean same = Math.abs(Math.log(budgetBits / recorded)) < SAME_ACTION;
        return same ? modelled + lived(decision) - modelled(decision, recorded) : modelled;
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

    /** What really came. */
    private double lived(Decision decision) {
        double late = decision.sent().lateSeconds().orElse(0);
        return PRICES.quality(decision.sent().vmaf(), decision.state().lastVmaf())
                + PRICES.prices().waiting().stallSecond() * late
                + later(
                        decision,
                        decision.next().network().buffer().orElseThrow().toNanos() / 1e9,
                        decision.sent().vmaf());
    }

    private double later(Decision decision, double buffer, double vmaf) {
        RateHistory.Path path = path(decision.next().network().bandwidth().orElseThrow());
        return outlook.worth(decision.chunk() + 1, path, buffer, vmaf);
    }
}
