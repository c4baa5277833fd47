package dev.starling.benchmarks;

import dev.starling.lab.delivery.DeliveredClip;
import dev.starling.lab.delivery.DeliveredSession;
import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.Link;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.delivery.StockPlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.StaticPolicy;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Simulates a path of 8 Mbit/s that falls to 400 kbit/s around the request for one clip, like an artificial path of the
 * player page: without a round trip of its own. Prints a line for each time of the fall: when, the stall of the session
 * in seconds, the clip's VMAF and its down-moves.
 *
 * <pre>
 *   java … dev.starling.benchmarks.PathFalls PACKAGE BUFFER_SECONDS CLIP
 * </pre>
 */
public final class PathFalls {
    private static final double BEFORE = 8e6;
    private static final double AFTER = 0.4e6;
    private static final double[] FALLS = {-1, -0.05, 0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.9, 1.2};
    private static final int CLIPS = 24;
    private static final Link LINK = new Link(0.001, 1, 60_000);

    private PathFalls() {}

    /** Simulates the falls. The title is repeated until it has enough clips; {@code CLIP} counts from 0. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: PathFalls PACKAGE BUFFER_SECONDS CLIP");
            System.exit(2);
        }
        SteeredTitle once = SteeredTitle.read(Path.of(args[0]));
        SteeredTitle title =
                once.repeated(Math.ceilDiv(CLIPS, once.title().clips().size()));
        StockPlayer player = new StockPlayer(Double.parseDouble(args[1]));
        int index = Integer.parseInt(args[2]);
        BandwidthTrace steady = new BandwidthTrace.Builder().add(1, BEFORE).build();
        double request = play(title, player, steady).clips().get(index).times().request();
        for (double fall : FALLS) {
            BandwidthTrace falling = new BandwidthTrace.Builder()
                    .add(request + fall, BEFORE)
                    .add(100, AFTER)
                    .build();
            DeliveredSession session = play(title, player, falling);
            DeliveredClip clip = session.clips().get(index);
            System.out.printf(
                    "%+.2f s: stalled %.2f s, VMAF %.1f, %d down-moves%n",
                    fall,
                    session.stallSeconds(),
                    clip.outcome().quality().vmaf(),
                    clip.moves().size());
        }
    }

    private static DeliveredSession play(SteeredTitle title, StockPlayer player, BandwidthTrace trace) {
        return new DeliverySimulator(LINK, player, StaticPolicy.DEFAULT, CapabilityVector.UNKNOWN, Moves.ALLOWED)
                .play(title, trace);
    }
}
