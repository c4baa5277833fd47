package dev.starling.lab.delivery;

import dev.starling.lab.delivery.DeliveredClip.Playback;
import dev.starling.lab.delivery.DeliveredClip.Times;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.Front;
import dev.starling.lab.reference.Front.Worth;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The best plans for all clips of a package if the trace is known: what steering could reach at best. Dynamic
 * programming over clips, as in {@code lab.reference.OfflineOptimum}. A clip is a member, a member with one of its
 * tails, or a blend of two neighbours after a quarter, half or three quarters of the clip. The path carries a clip
 * without pause: TCP's slow start is left out. The first clip is the smallest one, as its quality does not count; the
 * sound has its lowest bitrate.
 *
 * @param link what the path adds to its trace
 * @param player the player
 * @param stepSeconds the step of the path's time
 */
public record DeliveryOptimum(Link link, StockPlayer player, double stepSeconds) {
    /** The default step. */
    public static final double DEFAULT_STEP_SECONDS = 0.2;

    private static final double BITS_PER_BYTE = 8;
    private static final int BLEND_PARTS = 4;

    /**
     * The best session.
     *
     * @throws IllegalArgumentException if the title has fewer than two clips
     */
    public DeliveredSession play(SteeredTitle title, BandwidthTrace trace) {
        return new Search(title, trace).run();
    }

    /** A way to send a clip. */
    private record Choice(BlendPlan plan, double bytes, double vmaf) {}

    /**
     * A state after a clip.
     *
     * @param previous how it was reached; null after the first clip
     * @param clip what was delivered
     * @param emptyAt when the player has played all that it has received
     * @param worth the QoE so far
     */
    private record Node(@Nullable Node previous, Arrived clip, double emptyAt, Worth worth) implements Front.State {
        @Override
        public double time() {
            return clip.arrival();
        }
    }

    private record Arrived(Choice choice, double request, double arrival) {}

    private final class Search {
        private final SteeredTitle title;
        private final BandwidthTrace trace;
        private final List<List<Choice>> choices;
        /** The most that all clips from one on can add. */
        private final double[] mostFrom;

        Search(SteeredTitle title, BandwidthTrace trace) {
            this.title = title;
            this.trace = trace;
            this.choices = title.title().clips().stream().map(this::choices).toList();
            this.mostFrom = new double[choices.size() + 1];
            for (int clip = choices.size() - 1; clip > 0; clip--) {
                mostFrom[clip] = mostFrom[clip + 1] + most(clip);
            }
        }

        /** The ways that no other one beats, smallest first. */
        private List<Choice> choices(Clip clip) {
            List<Choice> undominated = new ArrayList<>();
            clip.members().stream()
                    .flatMap(it -> plans(title.members(clip, it.cluster()), it.cluster()).stream())
                    .map(it -> choice(clip, it))
                    .sorted(Comparator.comparingDouble(Choice::bytes))
                    .forEach(it -> {
                        if (undominated.isEmpty()
                                || it.vmaf() > undominated.getLast().vmaf()) {
                            undominated.add(it);
                        }
                    });
            return undominated;
        }

        /** A member alone, and followed by each of its tails or by its lower neighbour. */
        private List<BlendPlan> plans(ClipMembers members, ClusterId member) {
            int units = members.accessUnits();
            BlendPlan whole = BlendPlan.whole(title.title().cluster(member).group(), member, units);
            List<BlendPlan> plans = new ArrayList<>(List.of(whole));
            members.tailsOf(member, 1).forEach(it -> plans.add(whole.continuedBy(it)));
            members.below(member).stream().limit(1).forEach(lower -> {
                for (int part = 1; part < BLEND_PARTS; part++) {
                    plans.add(members.splicePoints()
                            .apply(whole.downFrom(Math.ceilDiv(part * units, BLEND_PARTS), lower)));
                }
            });
            return plans;
        }

        private Choice choice(Clip clip, BlendPlan plan) {
            ClipMembers members = title.members(clip, plan.memberAt(0));
            int units = members.accessUnits();
            int headers = title.overheadBytes(plan.group(), 0, units, members.idrPictures(0, units));
            long sound = title.audioBytes(clip, NetworkState.UNKNOWN);
            return new Choice(plan, (double) members.bytes(plan, 0, units) + headers + sound, members.vmaf(plan));
        }

        private double most(int clip) {
            double most = Double.NEGATIVE_INFINITY;
            for (Choice choice : choices.get(clip)) {
                for (Choice before : choices.get(clip - 1)) {
                    most = Math.max(most, Qoe.comycoV(choice.vmaf(), before.vmaf()));
                }
            }
            return most;
        }

        DeliveredSession run() {
            // A coarse search is quick; what it attains prunes the fine one.
            Node coarse = search(1, Double.NEGATIVE_INFINITY).orElseThrow();
            return session(search(stepSeconds, coarse.worth().value()).orElse(coarse));
        }

        /** The best end that is better than what is attained already. */
        private Optional<Node> search(double step, double attained) {
            Arrived first = deliver(choices.getFirst().getFirst(), 0);
            double emptyAt = first.arrival() + title.title().clips().getFirst().seconds();
            List<Node> nodes = List.of(new Node(null, first, emptyAt, new Worth(0, 0)));
            for (int clip = 1; clip < choices.size(); clip++) {
                nodes = after(clip, nodes, step, attained - mostFrom[clip + 1]);
            }
            return nodes.stream()
                    .max(Comparator.comparingDouble(it -> it.worth().value()));
        }

        private Arrived deliver(Choice choice, double request) {
            double start = request + link.roundTripSeconds() / 2;
            double end = trace.timeOf(trace.bitsUntil(start) + choice.bytes() * BITS_PER_BYTE / link.payloadShare());
            return new Arrived(choice, request, Math.max(start, end) + link.roundTripSeconds() / 2);
        }

        private List<Node> after(int index, List<Node> nodes, double step, double leastValue) {
            double earliest = nodes.stream().mapToDouble(Node::time).min().orElse(0);
            double seconds = title.title().clips().get(index).seconds();
            List<Node> kept = new ArrayList<>();
            for (Choice choice : choices.get(index)) {
                Front<Node> front = new Front<>(earliest, Qoe.COMYCO_V.perStalledSecond(), step);
                for (Node node : nodes) {
                    Arrived clip = deliver(choice, Math.max(node.time(), node.emptyAt() - player.bufferCapSeconds()));
                    double stall = Math.max(0, clip.arrival() - node.emptyAt());
                    double quality =
                            Qoe.comycoV(choice.vmaf(), node.clip().choice().vmaf());
                    Worth worth = new Worth(
                            node.worth().value() + quality - Qoe.COMYCO_V.perStalledSecond() * stall,
                            node.worth().quality() + quality);
                    if (worth.value() >= leastValue && !front.covers(clip.arrival(), worth)) {
                        front.add(new Node(node, clip, node.emptyAt() + stall + seconds, worth));
                    }
                }
                kept.addAll(front.kept());
            }
            return kept;
        }

        private DeliveredSession session(Node last) {
            List<DeliveredClip> clips = new ArrayList<>();
            List<Node> path = new ArrayList<>();
            for (Node node = last; node != null; node = node.previous()) {
                path.addFirst(node);
            }
            double emptyAt = 0;
            for (int i = 0; i < path.size(); i++) {
                Clip clip = title.title().clips().get(i);
                Arrived arrived = path.get(i).clip();
                BlendPlan plan = arrived.choice().plan();
                ClipMembers members = title.members(clip, plan.memberAt(0));
                clips.add(new DeliveredClip(
                        new Times(arrived.request(), arrived.arrival()),
                        new Playback(
                                Math.max(0, emptyAt - arrived.request()),
                                clip.seconds(),
                                Math.max(0, arrived.arrival() - emptyAt)),
                        OptionalDouble.empty(),
                        plan,
                        plan,
                        members.outcome(plan),
                        List.of(),
                        List.of(),
                        (long) arrived.choice().bytes(),
                        members.requantisingSeconds(plan)));
                emptyAt = path.get(i).emptyAt();
            }
            return new DeliveredSession(clips, List.of());
        }
    }
}
