package dev.starling.swarm.steer;

import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SampleTimes;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * The members of a clip that can be blended with each other, and their tails, with the indexes of their access units:
 * gives the bytes and quality of any plan, and the splice points. Immutable.
 */
public final class ClipMembers {
    private final Clip clip;
    /** Best first. */
    private final SequencedMap<ClusterId, Index> members;

    /** In the order of their first access units. */
    private final SequencedMap<Tail, Index> tails;

    private final SampleTimes times;
    private final SplicePoints splicePoints;

    /** The access units of a member or tail and their positions in its payload. */
    private static final class Index {
        private final List<AccessUnitEntry> accessUnits;
        /** The position of each access unit, then the size of the payload. */
        private final long[] offsets;
        /** The sum of the VMAF of the access units before each one, then of all. */
        private final double[] vmaf;

        Index(List<AccessUnitEntry> accessUnits) {
            this.accessUnits = List.copyOf(accessUnits);
            this.offsets = new long[accessUnits.size() + 1];
            this.vmaf = new double[accessUnits.size() + 1];
            for (int i = 0; i < accessUnits.size(); i++) {
                offsets[i + 1] = offsets[i] + accessUnits.get(i).bytes();
                vmaf[i + 1] = vmaf[i] + accessUnits.get(i).quality().vmaf();
            }
        }

        long bytes(int from, int until) {
            return offsets[until] - offsets[from];
        }

        double vmaf(int from, int until) {
            return vmaf[until] - vmaf[from];
        }
    }

    /**
     * @param members the access units of each member in decoding order; best member first, at least one
     * @throws IllegalArgumentException if a member and the clip have different numbers of access units
     */
    public ClipMembers(Clip clip, SequencedMap<ClusterId, List<AccessUnitEntry>> members) {
        this(clip, members, Map.of());
    }

    /**
     * @param members the access units of each member in decoding order; best member first, at least one
     * @param tails the access units of tails of these members
     * @throws IllegalArgumentException if a member or tail does not have the access units of the clip
     */
    public ClipMembers(
            Clip clip, SequencedMap<ClusterId, List<AccessUnitEntry>> members, Map<Tail, List<AccessUnitEntry>> tails) {
        this.clip = clip;
        this.members = new LinkedHashMap<>();
        members.forEach((id, accessUnits) -> {
            if (accessUnits.size() != clip.frameCount()) {
                throw new IllegalArgumentException("clip " + clip.index() + " has " + clip.frameCount()
                        + " access units, its member " + id + " " + accessUnits.size());
            }
            this.members.put(id, new Index(accessUnits));
        });
        this.tails = new LinkedHashMap<>();
        tails.entrySet().stream()
                .sorted(Comparator.comparingInt(it -> it.getKey().from()))
                .forEach(it -> {
                    if (!continues(it.getKey(), it.getValue(), index(it.getKey().member()).accessUnits)) {
                        throw new IllegalArgumentException("clip " + clip.index() + ": " + it.getKey() + " with "
                                + it.getValue().size() + " access units does not continue its member");
                    }
                    this.tails.put(it.getKey(), new Index(it.getValue()));
                });
        List<AccessUnitEntry> any = this.members.firstEntry().getValue().accessUnits;
        this.times = new SampleTimes(any, Math.toIntExact(clip.durationTicks()));
        this.splicePoints = new SplicePoints(any);
    }

    /** Whether the access units of a tail have the types and times of those of its member that they replace. */
    public static boolean continues(Tail tail, List<AccessUnitEntry> accessUnits, List<AccessUnitEntry> ofMember) {
        return tail.from() + accessUnits.size() == ofMember.size()
                && IntStream.range(0, accessUnits.size()).allMatch(i -> {
                    AccessUnitEntry replaced = ofMember.get(tail.from() + i);
                    AccessUnitEntry unit = accessUnits.get(i);
                    return unit.type() == replaced.type()
                            && unit.nalRefIdc() == replaced.nalRefIdc()
                            && unit.presentationOffsetTicks() == replaced.presentationOffsetTicks();
                });
    }

    /** The members of a clip that blend with one of them, including that one; best first. */
    public static List<ClusterId> blendingWith(ClusterId one, Title title, Clip clip) {
        return title.clustersOf(clip).stream()
                .filter(it -> it.centroid().blendsWith(title.cluster(one).centroid()))
                .sorted(Planner.bestFirst(clip))
                .map(Cluster::id)
                .toList();
    }

    /** The clip. */
    public Clip clip() {
        return clip;
    }

    /** The number of access units of the clip. */
    public int accessUnits() {
        return times.count();
    }

    /** The members lower than another, best first. */
    public List<ClusterId> below(ClusterId id) {
        List<ClusterId> order = List.copyOf(members.keySet());
        return order.subList(order.indexOf(id) + 1, order.size());
    }

    /** The tails of a member that begin at or after an access unit, in that order. */
    public List<Tail> tailsOf(ClusterId member, int from) {
        return tails.keySet().stream()
                .filter(it -> it.member().equals(member) && it.from() >= from)
                .toList();
    }

    /** The decoding and presentation times of the access units; the same for every member. */
    public SampleTimes times() {
        return times;
    }

    /** The access units at which a plan may go down; the same for every member. */
    public SplicePoints splicePoints() {
        return splicePoints;
    }

    /** The number of IDR pictures in a run of access units; the same for every member. */
    public int idrPictures(int from, int until) {
        List<AccessUnitEntry> any = members.firstEntry().getValue().accessUnits;
        return (int) any.subList(from, until).stream()
                .filter(it -> it.type() == AccessUnitType.IDR)
                .count();
    }

    /**
     * The plan of a mix, with its moves put off to where they may be made. If the plan goes down and a tail of its
     * first member makes the clip better with no more bytes, that tail takes the place of the splice.
     */
    public BlendPlan plan(Mix mix) {
        BlendPlan spliced = splicePoints.apply(mix.plan());
        if (spliced.spans().size() == 1) {
            return spliced;
        }
        BlendPlan whole = BlendPlan.whole(spliced.group(), spliced.memberAt(0), accessUnits());
        long budget = bytes(spliced, 0, accessUnits());
        return tailsOf(spliced.memberAt(0), 1).stream()
                .map(whole::continuedBy)
                .filter(it -> bytes(it, 0, accessUnits()) <= budget)
                .max(Comparator.comparingDouble(this::vmaf))
                .filter(it -> vmaf(it) > vmaf(spliced))
                .orElse(spliced);
    }

    /** The size of a run of access units under a plan. */
    public long bytes(BlendPlan plan, int from, int until) {
        long bytes = 0;
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(until, span.until());
            if (first < next) {
                int start = start(span);
                bytes += index(span).bytes(first - start, next - start);
            }
        }
        return bytes;
    }

    /** The mean VMAF of a plan, from the members' measurements. */
    public double vmaf(BlendPlan plan) {
        double sum = 0;
        for (Span span : plan.spans()) {
            sum += index(span).vmaf(span.from() - start(span), span.until() - start(span));
        }
        return sum / plan.accessUnits();
    }

    /** The size and mean quality of a plan, from the measurements of its members and tails. */
    public Outcome outcome(BlendPlan plan) {
        List<Quality> pictures = plan.spans().stream()
                .flatMap(span ->
                        index(span).accessUnits.subList(span.from() - start(span), span.until() - start(span)).stream())
                .map(AccessUnitEntry::quality)
                .toList();
        long bytes = bytes(plan, 0, plan.accessUnits());
        return new Outcome(bytes, bytes * 8.0 * Title.TIMESCALE / clip.durationTicks(), Quality.mean(pictures));
    }

    /** The access unit of the clip with which the index of a span's source begins. */
    private static int start(Span span) {
        return span.tail().map(Tail::from).orElse(0);
    }

    private Index index(Span span) {
        if (span.tail().isEmpty()) {
            return index(span.member());
        }
        Index index = tails.get(span.tail().get());
        if (index == null) {
            throw new IllegalArgumentException(
                    "clip " + clip.index() + " has no " + span.tail().get());
        }
        return index;
    }

    private Index index(ClusterId id) {
        Index index = members.get(id);
        if (index == null) {
            throw new IllegalArgumentException("clip " + clip.index() + " has no member " + id + " to blend");
        }
        return index;
    }
}
