package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.starling.edge.client.PlayerState;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.record.DeliveryTotals;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A session in the list of sessions, in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param number of the session: a rising number, the place in the list
 * @param title the id of the title; empty until the session requests a manifest
 * @param startedAt when it began, in the form of ISO 8601
 * @param idleSeconds since its last request
 * @param state what the player told last
 * @param last the last clip; empty before the first one
 * @param bitsPerSecond what the path carries, if known
 * @param bufferSeconds what the player has, if known
 */
public record SessionBrief(
        SessionId id,
        long number,
        Optional<String> title,
        Optional<SizeChooser> steering,
        String startedAt,
        double idleSeconds,
        Optional<PlayerState> state,
        Optional<Last> last,
        OptionalDouble bitsPerSecond,
        OptionalDouble bufferSeconds,
        Qoe qoe) {
    /** A smaller weight is not shown: a title may have many clusters. */
    private static final double LEAST_WEIGHT = 0.01;

    /**
     * The last clip of a session.
     *
     * @param mix the clusters with their weights, those of at least 1 %
     * @param level the finest level that was planned
     */
    public record Last(
            int clip, BlendGroupId group, int height, ClipReport.State state, BlendLevel level, List<Share> mix) {
        public Last {
            mix = List.copyOf(mix);
        }

        /** Shortens a report. */
        static Last of(ClipReport report) {
            return new Last(
                    report.requested().clip(),
                    report.decision().group(),
                    report.decision().height(),
                    report.progress().state(),
                    report.decision().level(),
                    report.decision().clusters().stream()
                            .filter(it -> it.weight() >= LEAST_WEIGHT)
                            .map(it -> new Share(it.id(), it.weight()))
                            .toList());
        }
    }

    /**
     * A cluster's part of a mix.
     *
     * @param weight 0–1
     */
    public record Share(ClusterId id, double weight) {}

    /**
     * The quality of experience so far.
     *
     * @param clips sent whole
     * @param seconds of media in them
     * @param vmaf their mean over time
     * @param reward their mean reward
     * @param downMoves in flight
     * @param startSeconds as the player tells, as do the two stall values
     */
    public record Qoe(
            long clips,
            double seconds,
            OptionalDouble vmaf,
            OptionalDouble reward,
            long downMoves,
            OptionalDouble startSeconds,
            OptionalLong stalls,
            OptionalDouble stallSeconds) {
        /** Joins what was delivered and what was experienced. */
        static Qoe of(DeliveryTotals totals, PlaybackReport playback) {
            return new Qoe(
                    totals.clips(),
                    totals.seconds(),
                    totals.vmaf(),
                    totals.reward(),
                    totals.downMoves(),
                    playback.startSeconds(),
                    playback.stalls(),
                    playback.stallSeconds());
        }
    }

    /** The path of the explanation. */
    @JsonProperty
    public String why() {
        return "/api/sessions/" + id;
    }
}
