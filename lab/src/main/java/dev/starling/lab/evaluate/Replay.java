package dev.starling.lab.evaluate;

import dev.starling.lab.delivery.DeliveredClip;
import dev.starling.lab.delivery.DeliveredClip.Move;
import dev.starling.lab.delivery.DeliveredClip.Playback;
import dev.starling.lab.delivery.DeliveredClip.Times;
import dev.starling.lab.delivery.DeliveredSession;
import dev.starling.lab.player.PlayerSession.Abandoned;
import dev.starling.lab.reference.ChunkPlan;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.BlendPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One session, clip by clip.
 *
 * @param clips in order
 * @param qoeV the mean QoE_v of all clips but the first
 */
public record Replay(List<Entry> clips, double qoeV) {
    /**
     * A clip or chunk.
     *
     * @param times when it was requested and received
     * @param playback what the player had and played
     * @param path the path
     * @param sent what was sent: clusters and tails, or the rung
     * @param vmaf its mean VMAF
     * @param bytes what was sent, in bytes
     * @param events down-moves and abandoned requests
     */
    public record Entry(
            Times times, Playback playback, Path path, String sent, double vmaf, double bytes, List<Event> events) {
        public Entry {
            events = List.copyOf(events);
        }

        /** When it is played, in seconds of the session. */
        public double playedAt() {
            return Math.max(times.arrival(), times.request() + playback.buffered());
        }
    }

    /**
     * The path under a clip, in bits per second.
     *
     * @param capacity the mean of the trace between request and arrival
     * @param estimate what was expected at the request
     */
    public record Path(double capacity, OptionalDouble estimate) {}

    /**
     * Something that happened in flight.
     *
     * @param seconds when
     * @param kind what
     * @param what the cluster or tail that took over, or the rung that was given up
     */
    public record Event(double seconds, Kind kind, String what) {}

    /** What can happen in flight. */
    public enum Kind {
        /** The rest of the clip went down. */
        DOWN_MOVE,
        /** The player gave up a request. */
        ABANDONED
    }

    public Replay {
        clips = List.copyOf(clips);
    }

    /** The end of playback, in seconds of the session. */
    public double endSeconds() {
        return clips.getLast().playedAt() + clips.getLast().playback().duration();
    }

    /** A simulated delivery. */
    public static Replay of(DeliveredSession session, BandwidthTrace trace) {
        List<Entry> entries = new ArrayList<>();
        for (DeliveredClip clip : session.clips()) {
            entries.add(new Entry(
                    clip.times(),
                    clip.playback(),
                    new Path(capacity(trace, clip.times()), clip.estimate()),
                    sent(clip.delivered()),
                    clip.outcome().quality().vmaf(),
                    clip.bytes(),
                    Stream.concat(
                                    clip.moves().stream().map(Replay::event),
                                    clip.abandoned().stream().map(Replay::event))
                            .toList()));
        }
        return new Replay(entries, session.meanQoeV());
    }

    /** A session of the reference player, in which the trace stands still during round trips. */
    public static Replay of(dev.starling.lab.reference.Playback session, double qoeV, BandwidthTrace trace) {
        List<Entry> entries = new ArrayList<>();
        for (int chunk = 0; chunk < session.nextChunk(); chunk++) {
            double request = session.requestSeconds(chunk);
            Times times = new Times(request, request + session.downloadSeconds(chunk));
            entries.add(new Entry(
                    times,
                    new Playback(
                            session.bufferSeconds(chunk), session.video().seconds(chunk), session.stallSeconds(chunk)),
                    new Path(capacity(trace, times), session.estimate(chunk)),
                    sent(session.plan(chunk)),
                    session.vmaf(chunk),
                    session.bits(chunk) / Byte.SIZE,
                    session.abandoned(chunk).stream().map(Replay::event).toList()));
        }
        return new Replay(entries, qoeV);
    }

    private static double capacity(BandwidthTrace trace, Times times) {
        return (trace.bitsUntil(times.arrival()) - trace.bitsUntil(times.request()))
                / (times.arrival() - times.request());
    }

    private static String sent(ChunkPlan plan) {
        return plan.spans().stream()
                .map(it -> (it.from() == 0 ? "" : Math.round(100 * it.from()) + " %: ") + "rung " + it.rung())
                .collect(Collectors.joining(", "));
    }

    private static String sent(BlendPlan plan) {
        return plan.spans().stream()
                .map(it -> (it.from() == 0 ? "" : it.from() + ": ") + it.member() + suffix(it, plan.accessUnits()))
                .collect(Collectors.joining(", "));
    }

    private static Event event(Move move) {
        BlendPlan.Span span = move.step().span();
        return new Event(move.seconds(), Kind.DOWN_MOVE, span.member() + suffix(span, span.until()));
    }

    /** @param end of the clip */
    private static String suffix(BlendPlan.Span span, int end) {
        return switch (span.source()) {
            case BlendPlan.OfMember _ -> "";
            case BlendPlan.OfTail _ -> " tail";
            case BlendPlan.OfRows _ -> " rows";
            case BlendPlan.Requantised source -> source.rests(end - span.from()) ? " at rest" : " requantised";
        };
    }

    private static Event event(Abandoned abandoned) {
        return new Event(abandoned.seconds(), Kind.ABANDONED, "rung " + abandoned.rung());
    }
}
