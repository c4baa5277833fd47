package dev.starling.lab.evaluate;

import dev.starling.lab.delivery.DeliveredSession;
import dev.starling.lab.delivery.DeliveryOptimum;
import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.PlayerSimulator;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.player.StockRule;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LearnedPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to deliver a package that can be evaluated.
 *
 * @param name its name
 * @param session plays a session like this
 */
public record SteeringName(String name, Session session) {
    /**
     * All of them.
     *
     * @param model what the learned policy has learned
     */
    public static List<SteeringName> all(LearnedModel model) {
        List<SteeringName> all = new ArrayList<>(List.of(
                new SteeringName("static", (simulator, title, trace) -> Played.of(simulator.play(title, trace))),
                new SteeringName(
                        "static-no-moves",
                        (simulator, title, trace) ->
                                Played.of(simulator.withMoves(Moves.NEVER).play(title, trace))),
                new SteeringName("learned", (simulator, title, trace) -> learned(model, simulator, title, trace)),
                new SteeringName("optimum", SteeringName::optimum)));
        for (StockRule rule : StockRule.values()) {
            all.add(new SteeringName(
                    rule.toString(),
                    (simulator, title, trace) ->
                            Played.of(new PlayerSimulator(simulator.link()).play(title, trace, rule::create))));
        }
        return List.copyOf(all);
    }

    /** Plays a title over a trace. */
    public interface Session {
        /**
         * Plays a title from start to end.
         *
         * @param simulator with the static policy, and moves allowed
         */
        Played play(DeliverySimulator simulator, SteeredTitle title, BandwidthTrace trace);
    }

    /**
     * A session that was played.
     *
     * @param session what was delivered
     * @param fallbackShare the share of the decisions that the static policy made for the learned one, 0–1
     */
    public record Played(DeliveredSession session, double fallbackShare) {
        static Played of(DeliveredSession session) {
            return new Played(session, 0);
        }
    }

    private static Played learned(
            LearnedModel model, DeliverySimulator simulator, SteeredTitle title, BandwidthTrace trace) {
        LearnedPolicy learned = new LearnedPolicy(model, simulator.policy().settings());
        DeliveredSession session = simulator.withPolicy(learned).play(title, trace);
        return new Played(session, (double) learned.unknown() / learned.decisions());
    }

    private static Played optimum(DeliverySimulator simulator, SteeredTitle title, BandwidthTrace trace) {
        return Played.of(new DeliveryOptimum(simulator.link(), simulator.player(), DeliveryOptimum.DEFAULT_STEP_SECONDS)
                .play(title, trace));
    }

    @Override
    public String toString() {
        return name;
    }
}
