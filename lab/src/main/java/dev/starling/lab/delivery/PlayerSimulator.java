package dev.starling.lab.delivery;

import dev.starling.lab.delivery.DeliveredClip.Playback;
import dev.starling.lab.delivery.DeliveredClip.Times;
import dev.starling.lab.player.Carrier;
import dev.starling.lab.player.PlayerRule;
import dev.starling.lab.player.PlayerSession;
import dev.starling.lab.player.PlayerSession.Abandoned;
import dev.starling.lab.player.PlayerSession.Played;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.Ladder;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Simulates a stock player that chooses among a package's fixed renditions, which a plain server sends: the whole clip
 * is written to the socket at once. Sound has its lowest bitrate and is requested once for each clip. A request that is
 * abandoned is cancelled after half a round trip: the network delivers what it has taken.
 *
 * @param link what the path adds to its trace
 */
public record PlayerSimulator(Link link) {
    /** Plays a title over a trace, from the trace's start. */
    public DeliveredSession play(SteeredTitle title, BandwidthTrace trace, Function<Ladder, PlayerRule> player) {
        FixedRenditions renditions = title.renditions();
        LinkCarrier carrier = new LinkCarrier(title, renditions, trace);
        List<Played> played =
                new PlayerSession(PlayerSession.OWN_CAP).play(renditions, player.apply(renditions), carrier);
        List<DeliveredClip> clips = new ArrayList<>();
        for (int chunk = 0; chunk < played.size(); chunk++) {
            clips.add(clip(title, renditions, chunk, played.get(chunk)));
        }
        return new DeliveredSession(clips, carrier.socket.carrying());
    }

    private static DeliveredClip clip(SteeredTitle title, FixedRenditions renditions, int chunk, Played played) {
        Clip clip = title.title().clips().get(chunk);
        ClusterId cluster = renditions.member(chunk, played.rung()).cluster();
        ClipMembers members = title.members(clip, cluster);
        BlendPlan plan = BlendPlan.whole(title.title().cluster(cluster).group(), cluster, members.accessUnits());
        double abandoned =
                played.abandoned().stream().mapToDouble(Abandoned::bytes).sum();
        double bytes = renditions.bits(chunk, played.rung()) / 8 + title.audioBytes(clip, NetworkState.UNKNOWN);
        return new DeliveredClip(
                new Times(played.requested(), played.arrived()),
                new Playback(played.buffered(), clip.seconds(), played.stall()),
                played.estimate(),
                plan,
                plan,
                members.outcome(plan),
                List.of(),
                played.abandoned(),
                Math.round(bytes + abandoned),
                0);
    }

    private final class LinkCarrier implements Carrier {
        private final SteeredTitle title;
        private final FixedRenditions renditions;
        private final SenderSocket socket;
        private int soundSent = -1;

        LinkCarrier(SteeredTitle title, FixedRenditions renditions, BandwidthTrace trace) {
            this.title = title;
            this.renditions = renditions;
            this.socket = new SenderSocket(trace, link);
        }

        @Override
        public Loading request(int chunk, int rung, double now) {
            double start = now + link.roundTripSeconds() / 2;
            socket.forget(start);
            long sound = title.audioBytes(title.title().clips().get(chunk), NetworkState.UNKNOWN);
            if (sound > 0 && chunk != soundSent) {
                socket.sound(sound, start);
                soundSent = chunk;
            }
            double before = socket.written();
            long bytes = Math.round(renditions.bits(chunk, rung) / 8);
            socket.write(bytes, start);
            double firstByteAt = Math.max(now + link.roundTripSeconds(), socket.firstReceivedAt(before));
            double arrivesAt = socket.receivedAt();
            return new Loading() {
                @Override
                public double firstByteAt() {
                    return firstByteAt;
                }

                @Override
                public double arrivesAt() {
                    return arrivesAt;
                }

                @Override
                public double totalBytes() {
                    return (double) bytes;
                }

                @Override
                public double loadedBytes(double time) {
                    return Math.clamp(socket.received(time) - before, 0, (double) bytes);
                }

                @Override
                public double abandon(double time) {
                    socket.cancel(time + link.roundTripSeconds() / 2);
                    return socket.written() - before;
                }
            };
        }
    }
}
