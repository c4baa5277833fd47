package dev.starling.lab.evaluate;

import dev.starling.lab.player.StockRule;
import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.Bola;
import dev.starling.lab.policy.BufferBased;
import dev.starling.lab.policy.ExactPlanner;
import dev.starling.lab.policy.LearnedAbrPolicy;
import dev.starling.lab.policy.RateBased;
import dev.starling.lab.policy.RobustMpc;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.OfflineOptimum;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.train.ReferencePrices;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.PathModel;
import dev.starling.swarm.steer.WayValues.Moves;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A policy that can be evaluated on tables.
 *
 * @param name its name
 * @param session plays a session with it
 */
public record PolicyName(String name, Session session) {
    /**
     * All of them.
     *
     * @param model what the learned policies have learned; the planners take its model of paths
     */
    public static List<PolicyName> all(LearnedModel model) {
        Planners planners = new Planners(model.path());
        List<PolicyName> all = new ArrayList<>(List.of(
                of("rate", new RateBased()),
                of("bba", new BufferBased()),
                of("bola", new Bola()),
                of("robust-mpc", new RobustMpc(Qoe.COMYCO_V))));
        for (StockRule rule : StockRule.values()) {
            all.add(new PolicyName(
                    rule.toString(), (player, video, trace) -> player.play(video, trace, rule.create(video))));
        }
        all.add(new PolicyName(
                "planner",
                (player, video, trace) -> player.play(video, trace, planners.of(video, player, Moves.NEVER))));
        all.add(new PolicyName("planner-moves", (player, video, trace) -> {
            ExactPlanner planner = planners.of(video, player, LearnedModel.MOVES);
            return player.play(video, trace, planner, planner);
        }));
        all.add(new PolicyName(
                "learned",
                (player, video, trace) -> player.play(video, trace, learned(model, video, player, Moves.NEVER))));
        all.add(new PolicyName("learned-moves", (player, video, trace) -> {
            LearnedAbrPolicy learned = learned(model, video, player, LearnedModel.MOVES);
            return player.play(video, trace, learned, learned);
        }));
        all.add(new PolicyName(
                "rate-moves",
                (player, video, trace) ->
                        player.play(video, trace, new RateBased(), planners.of(video, player, LearnedModel.MOVES))));
        all.add(new PolicyName("optimum", PolicyName::optimum));
        return List.copyOf(all);
    }

    private static LearnedAbrPolicy learned(
            LearnedModel model, ChunkedVideo video, ReferencePlayer player, Moves moves) {
        return new LearnedAbrPolicy(video, model, ReferencePrices.SETTINGS, player.roundTripSeconds(), moves);
    }

    /** The planners of videos, each computed once. */
    private record Planners(PathModel path, Map<Key, ExactPlanner> known) {
        private record Key(ChunkedVideo video, Moves moves) {}

        Planners(PathModel path) {
            this(path, new ConcurrentHashMap<>());
        }

        ExactPlanner of(ChunkedVideo video, ReferencePlayer player, Moves moves) {
            return known.computeIfAbsent(
                    new Key(video, moves),
                    key -> new ExactPlanner(
                            key.video(), ReferencePrices.SETTINGS, path, player.roundTripSeconds(), key.moves()));
        }
    }

    /** Plays a video over a trace. */
    public interface Session {
        /** Plays a video from start to end; only the optimum looks at the trace. */
        Playback play(ReferencePlayer player, ChunkedVideo video, BandwidthTrace trace);
    }

    private static PolicyName of(String name, AbrPolicy policy) {
        return new PolicyName(name, (player, video, trace) -> player.play(video, trace, policy));
    }

    private static Playback optimum(ReferencePlayer player, ChunkedVideo video, BandwidthTrace trace) {
        OfflineOptimum optimum = new OfflineOptimum(player, Qoe.COMYCO_V, OfflineOptimum.DEFAULT_STEP_SECONDS);
        return player.play(video, trace, optimum.policy(video, trace));
    }

    @Override
    public String toString() {
        return name;
    }
}
