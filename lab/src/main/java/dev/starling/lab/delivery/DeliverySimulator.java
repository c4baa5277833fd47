package dev.starling.lab.delivery;

import dev.starling.lab.delivery.DeliveredClip.Move;
import dev.starling.lab.delivery.DeliveredClip.Playback;
import dev.starling.lab.delivery.DeliveredClip.Times;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.ClientMonitor;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.ClipSteering.Step;
import dev.starling.swarm.steer.Mix;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.Offer;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.PathState;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.title.Clip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Simulates server-steered delivery to a stock player, chunk by chunk. All decisions are made by {@code swarm.steer},
 * from the same inputs as at the edge: the kernel's counters ({@link SenderSocket}) and the buffer that the player
 * tells with each request. Deterministic.
 *
 * @param link what the path adds to its trace
 * @param player the player
 * @param policy scores the clusters
 * @param client the capabilities of the device
 * @param moves whether plans may go down in flight
 */
public record DeliverySimulator(Link link, StockPlayer player, Policy policy, CapabilityVector client, Moves moves) {
    /** CMCD rounds {@code bl} to this (CTA-5004). */
    private static final double REPORT_SECONDS = 0.1;
    /** Times are rounded to nanoseconds, more than once. */
    private static final double ROUNDING_SECONDS = 1e-6;

    /** Whether plans may go down in flight. */
    public enum Moves {
        /** As at the edge. */
        ALLOWED,
        /** Never. */
        NEVER
    }

    /** The same with another policy. */
    public DeliverySimulator withPolicy(Policy other) {
        return new DeliverySimulator(link, player, other, client, moves);
    }

    /** The same with moves allowed or not. */
    public DeliverySimulator withMoves(Moves other) {
        return new DeliverySimulator(link, player, policy, client, other);
    }

    /**
     * Plays a title over a trace, from the trace's start.
     *
     * @throws IllegalArgumentException if the title has fewer than two clips
     */
    public DeliveredSession play(SteeredTitle title, BandwidthTrace trace) {
        Session session = new Session(title, trace);
        for (Clip clip : title.title().clips()) {
            session.deliver(clip);
        }
        return new DeliveredSession(session.delivered, session.socket.carrying());
    }

    /** The bytes of a clip's pictures, and when the socket has taken the last of them. */
    private record Sent(long bytes, double time) {}

    private final class Session {
        private final SteeredTitle title;
        private final SenderSocket socket;
        private final ClientMonitor monitor = new ClientMonitor();
        private final List<DeliveredClip> delivered = new ArrayList<>();
        /** When the player has played all it has received. */
        private double emptyAt;
        /** The sender's time. */
        private double now;
        /** When the player has received the clip before. */
        private double idleSince;

        Session(SteeredTitle title, BandwidthTrace trace) {
            this.title = title;
            this.socket = new SenderSocket(trace, link);
            monitor.path().beside("sound", () -> Optional.of(socket.soundInfo(now)));
            // As for the manifest, which the player has requested before.
            monitor.path().transfer("pictures", Optional.of(socket.tcpInfo(0)));
        }

        void deliver(Clip clip) {
            double request = Math.max(idleSince, emptyAt - player.bufferCapSeconds());
            double buffered = Math.max(0, emptyAt - request);
            double start = request + link.roundTripSeconds() / 2;
            Duration told = duration(Math.rint(buffered / REPORT_SECONDS) * REPORT_SECONDS);
            monitor.tell(new ClientMonitor.Told(OptionalDouble.empty(), Optional.of(told)), instant(start));
            monitor.requested(clip.index(), instant(start));

            Offer offer = Offer.of(title.outlooks(), clip, Optional.empty(), client);
            NetworkState network = monitor.network(instant(start));
            Mix mix = Mix.of(policy, offer, client, network);
            ClipMembers members = title.members(clip, mix.cluster().id());
            BlendPlan planned = members.plan(mix);
            Optional<Instant> deadline =
                    moves == Moves.NEVER ? Optional.empty() : monitor.deadline(Optional.of(told), instant(start));

            long audioBytes = title.audioBytes(clip, network);
            if (audioBytes > 0) {
                socket.sound(audioBytes, start);
            }
            ClipSteering steering = new ClipSteering(members, planned, mix.critic());
            List<Move> made = new ArrayList<>();
            Sent sent = send(steering, members, deadline, start, made);
            Duration media = Duration.ofNanos((long) (clip.seconds() * 1e9));
            monitor.sent(clip.index(), media, members.outcome(steering.plan()), instant(sent.time()));

            double arrival = socket.receivedAt();
            double stall = Math.max(0, arrival - emptyAt);
            emptyAt = Math.max(emptyAt, arrival) + clip.seconds();
            idleSince = arrival;
            delivered.add(new DeliveredClip(
                    new Times(request, arrival),
                    new Playback(buffered, clip.seconds(), stall),
                    network.bitsPerSecond(),
                    planned,
                    steering.plan(),
                    members.outcome(steering.plan()),
                    made,
                    List.of(),
                    audioBytes + sent.bytes(),
                    members.requantisingSeconds(steering.plan())));
        }

        /** Sends the pictures of a clip, until the socket has taken the last chunk. */
        private Sent send(
                ClipSteering steering, ClipMembers members, Optional<Instant> deadline, double start, List<Move> made) {
            now = start;
            long sent = 0;
            PathMonitor.Transfer transfer = monitor.path().transfer("pictures", Optional.of(socket.tcpInfo(now)));
            Optional<Step> step = steering.next(instant(now), transfer.path(), deadline);
            while (step.isPresent()) {
                switch (step.get()) {
                    case Step.DownMoved moved -> made.add(new Move(now, moved));
                    case Step.MovedBack(int accessUnit) ->
                        made.removeIf(it -> it.step().accessUnit() == accessUnit);
                    case Step.Wait(Duration time) -> look(transfer, now + seconds(time));
                    case Step.Chunk(int from, int until) -> {
                        long bytes = chunkBytes(members, steering.plan(), from, until);
                        sent += bytes;
                        double handedOver = now;
                        socket.write(bytes, now);
                        now = socket.writableAt(now);
                        transfer.sent(bytes, duration(now - handedOver), Optional.of(socket.tcpInfo(now)));
                    }
                }
                step = steering.next(instant(now), transfer.path(), deadline);
            }
            double taken = now;
            while (transfer.path().queue().bytes() > 0) {
                look(transfer, nextTellingLook(transfer));
            }
            transfer.end();
            return new Sent(sent, taken);
        }

        /**
         * The time of the next look after the last chunk. The edge looks again and again; looks that would not change
         * anything are left out. That needs a queue that no longer decides when to look, and shrinks.
         */
        private double nextTellingLook(PathMonitor.Transfer transfer) {
            PathState.Queue queue = transfer.path().queue();
            double wait = seconds(ClipSteering.look(transfer.path()));
            double then = Math.min(socket.acknowledgedAt(), now + wait);
            boolean waitsEqually = queue.enough().isPresent()
                    && queue.bytes() <= queue.enough().getAsLong();
            double bits = (queue.bytes() + socket.pendingSoundBytes()) * 8;
            if (waitsEqually && bits < transfer.quiet().bits()) {
                double quietUntil = Math.min(
                        socket.emptyAt(), now + seconds(transfer.quiet().busy()) - ROUNDING_SECONDS);
                while (then < quietUntil) {
                    then = Math.min(socket.acknowledgedAt(), then + wait);
                }
            }
            return then;
        }

        private void look(PathMonitor.Transfer transfer, double then) {
            now = then;
            transfer.look(socket.tcpInfo(now));
        }

        private long chunkBytes(ClipMembers members, BlendPlan plan, int from, int until) {
            return members.bytes(plan, from, until)
                    + title.overheadBytes(plan.group(), from, until, members.idrPictures(from, until));
        }
    }

    private static Instant instant(double seconds) {
        return Instant.EPOCH.plusNanos((long) (seconds * 1e9));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
