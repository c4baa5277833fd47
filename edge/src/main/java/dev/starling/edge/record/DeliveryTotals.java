package dev.starling.edge.record;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.steer.Reward;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was delivered in a session.
 *
 * @param clips sent whole
 * @param aborted clips that the client did not take whole
 * @param bytes of the pictures of clips sent whole
 * @param seconds of media in them
 * @param vmafSeconds the sum of VMAF times seconds
 * @param downMoves in flight
 * @param rewards the sum of their rewards
 */
public record DeliveryTotals(
        long clips,
        long aborted,
        long bytes,
        double seconds,
        double vmafSeconds,
        long downMoves,
        @JsonProperty("rewardSum") double rewards) {
    /** Nothing yet. */
    public static final DeliveryTotals NONE = new DeliveryTotals(0, 0, 0, 0, 0, 0, 0);

    /** These and another clip, whose delivery has ended. */
    public DeliveryTotals with(ClipReport report, Optional<Reward> reward) {
        Optional<Outcome> sent = report.progress().actual();
        double media = sent.isPresent() ? report.requested().seconds() : 0;
        return new DeliveryTotals(
                clips + (sent.isPresent() ? 1 : 0),
                aborted + (sent.isPresent() ? 0 : 1),
                bytes + sent.map(Outcome::bytes).orElse(0L),
                seconds + media,
                vmafSeconds + sent.map(it -> it.quality().vmaf() * media).orElse(0.0),
                downMoves + report.progress().downMoves().size(),
                rewards + reward.map(Reward::total).orElse(0.0));
    }

    /** The mean VMAF over time; empty before the first clip. */
    @JsonProperty
    public OptionalDouble vmaf() {
        return seconds > 0 ? OptionalDouble.of(vmafSeconds / seconds) : OptionalDouble.empty();
    }

    /** The mean reward of a clip; empty before the first one. */
    @JsonProperty
    public OptionalDouble reward() {
        return clips > 0 ? OptionalDouble.of(rewards / clips) : OptionalDouble.empty();
    }
}
