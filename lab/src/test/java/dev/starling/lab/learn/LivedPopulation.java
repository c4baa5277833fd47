package dev.starling.lab.learn;

import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.LivedClip;
import dev.starling.swarm.steer.LivedClip.Offered;
import dev.starling.swarm.steer.LivedClip.Sent;
import dev.starling.swarm.steer.LivedClip.Viewer;
import dev.starling.swarm.steer.NetworkState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;

/** Sessions of phones on slow paths, as an edge would have recorded them. */
final class LivedPopulation {
    static final double CLIP_SECONDS = 2;
    static final int CLIPS = 24;
    static final List<Offered> OFFER =
            List.of(new Offered(3e5, 40), new Offered(6e5, 55), new Offered(1.2e6, 70), new Offered(2.4e6, 85));
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    private static final double MOST_BUFFER_SECONDS = 20;

    private LivedPopulation() {}

    /** The session of a viewer, who gets what the path has carried lately. */
    static List<LivedClip> session(String viewer, int clips, double bitsPerSecond, long seed) {
        Random random = new Random(seed);
        List<LivedClip> lived = new ArrayList<>();
        double now = 0;
        double buffer = 0;
        double rate = bitsPerSecond;
        Optional<Sent> before = Optional.empty();
        for (int clip = 0; clip < clips; clip++) {
            double next = bitsPerSecond * Math.exp(0.5 * random.nextGaussian());
            Offered chosen = OFFER.getFirst();
            for (Offered each : OFFER) {
                chosen = each.bits() <= rate * CLIP_SECONDS ? each : chosen;
            }
            double seconds = chosen.bits() / next;
            double late = Math.max(0, seconds - buffer);
            Sent sent = new Sent(chosen.bits(), chosen.vmaf(), chosen.bits(), OptionalDouble.of(late));
            lived.add(new LivedClip(
                    new Viewer(viewer, "address of " + viewer),
                    "title",
                    clip,
                    START.plusMillis((long) (1000 * now)),
                    CLIP_SECONDS,
                    new NetworkState(
                            clip == 0
                                    ? Optional.empty()
                                    : Optional.of(new Bandwidth(rate, rate, 0.3, Bandwidth.Knowledge.MEASURED)),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalDouble.empty(),
                            Optional.of(Duration.ofMillis((long) (1000 * buffer))),
                            Optional.empty(),
                            before.isPresent() ? OptionalDouble.of(before.get().vmaf()) : OptionalDouble.empty()),
                    OptionalInt.of(720),
                    OFFER,
                    Optional.of(sent)));
            before = Optional.of(sent);
            rate = next;
            buffer = Math.max(0, buffer - seconds) + CLIP_SECONDS;
            double wait = Math.max(0, buffer - MOST_BUFFER_SECONDS);
            now += seconds + wait;
            buffer -= wait;
        }
        return lived;
    }

    static List<LivedClip> of(int viewers) {
        List<LivedClip> all = new ArrayList<>();
        for (int i = 0; i < viewers; i++) {
            all.addAll(session("viewer " + i, CLIPS, 6e5, i));
        }
        return all;
    }
}
