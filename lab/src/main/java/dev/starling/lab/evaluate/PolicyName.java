package dev.starling.lab.evaluate;

import dev.starling.lab.player.StockRule;
import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.Bola;
import dev.starling.lab.policy.BufferBased;
import dev.starling.lab.policy.RateBased;
import dev.starling.lab.policy.RobustMpc;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.OfflineOptimum;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A policy that can be evaluated on tables.
 *
 * @param name its name
 * @param session plays a session with it
 */
public record PolicyName(String name, Session session) {
    /** All of them. */
    public static final List<PolicyName> ALL = Stream.concat(
                    Stream.concat(
                            Stream.of(
                                    of("rate", new RateBased()),
                                    of("bba", new BufferBased()),
                                    of("bola", new Bola()),
                                    of("robust-mpc", new RobustMpc(Qoe.COMYCO_V))),
                            Arrays.stream(StockRule.values())
                                    .map(rule -> new PolicyName(
                                            rule.toString(),
                                            (player, video, trace) -> player.play(video, trace, rule.create(video))))),
                    Stream.of(new PolicyName("optimum", PolicyName::optimum)))
            .toList();

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
