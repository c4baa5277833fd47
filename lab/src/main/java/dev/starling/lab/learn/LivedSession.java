package dev.starling.lab.learn;

import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.LivedClip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clips of a title that one viewer got in one session.
 *
 * @param viewer who
 * @param title what
 * @param clips in the order in which they began to be sent, at least one
 */
public record LivedSession(LivedClip.Viewer viewer, String title, List<LivedClip> clips) {
    /** A session of fewer clips says little of its path. */
    private static final int MIN_CLIPS = 5;

    private static final double MIN_SECONDS = 10;
    /** While nothing is sent the path is not seen. */
    private static final double MAX_UNSEEN_SECONDS = 10;

    public LivedSession {
        clips = List.copyOf(clips);
    }

    private record Key(LivedClip.Viewer viewer, String title) {}

    /** The sessions of some clips, in the order in which they began. */
    public static List<LivedSession> of(List<LivedClip> clips) {
        Map<Key, List<LivedClip>> sessions = new LinkedHashMap<>();
        clips.stream()
                .sorted(Comparator.comparing(LivedClip::start)
                        .thenComparing(it -> it.viewer().session())
                        .thenComparingInt(LivedClip::clip))
                .forEach(it -> sessions.computeIfAbsent(new Key(it.viewer(), it.title()), _ -> new ArrayList<>())
                        .add(it));
        return sessions.entrySet().stream()
                .map(it -> new LivedSession(it.getKey().viewer(), it.getKey().title(), it.getValue()))
                .toList();
    }

    /**
     * The path as the edge measured it: from the start of each clip to that of the next one, what the next one was
     * planned with. A path that was not filled carried more than that.
     *
     * @return empty if the session is too short to say much
     */
    public Optional<BandwidthTrace> path() {
        BandwidthTrace.Builder path = new BandwidthTrace.Builder();
        int known = 0;
        double seconds = 0;
        for (int i = 1; i < clips.size(); i++) {
            LivedClip next = clips.get(i);
            Optional<Bandwidth> measured = next.network().bandwidth();
            double until =
                    Duration.between(clips.get(i - 1).start(), next.start()).toNanos() / 1e9;
            if (measured.isEmpty() || until <= 0) {
                continue;
            }
            double seen = Math.min(until, clips.get(i - 1).seconds() + MAX_UNSEEN_SECONDS);
            path.add(seen, measured.get().shortBitsPerSecond() / ReferencePlayer.PENSIEVE.payloadShare());
            seconds += seen;
            known++;
        }
        return known < MIN_CLIPS || seconds < MIN_SECONDS ? Optional.empty() : Optional.of(path.build());
    }
}
