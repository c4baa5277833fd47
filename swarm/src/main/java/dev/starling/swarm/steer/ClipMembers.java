package dev.starling.swarm.steer;

import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.AccessUnit;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SampleTimes;
import dev.starling.swarm.title.Title;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * The members of a clip that can be blended with each other, as the indexes of their access units tell of them: the
 * bytes and the quality of any plan, and where it may change. Immutable.
 */
public final class ClipMembers {
    private final Clip clip;
    /** Best first. */
    private final SequencedMap<ClusterId, Index> members;

    private final SampleTimes times;
    private final SplicePoints splicePoints;

    /** A member's access units, and where each starts in its payload. */
    private static final class Index {
        private final List<AccessUnit> accessUnits;
        /** One entry more than there are access units. */
        private final long[] offsets;

        Index(List<AccessUnit> accessUnits) {
            this.accessUnits = List.copyOf(accessUnits);
            this.offsets = new long[accessUnits.size() + 1];
            for (int i = 0; i < accessUnits.size(); i++) {
                offsets[i + 1] = offsets[i] + accessUnits.get(i).bytes();
            }
        }

        long bytes(int from, int until) {
            return offsets[until] - offsets[from];
        }
    }

    /**
     * @param members the access units of each member in decoding order; best member first, at least one
     * @throws IllegalArgumentException if a member has not the clip's number of access units
     */
    public ClipMembers(Clip clip, SequencedMap<ClusterId, List<AccessUnit>> members) {
        this.clip = clip;
        this.members = new LinkedHashMap<>();
        members.forEach((id, accessUnits) -> {
            if (accessUnits.size() != clip.frameCount()) {
                throw new IllegalArgumentException("clip " + clip.index() + " has " + clip.frameCount()
                        + " access units, its member " + id + " " + accessUnits.size());
            }
            this.members.put(id, new Index(accessUnits));
        });
        List<AccessUnit> any = this.members.firstEntry().getValue().accessUnits;
        this.times = new SampleTimes(any, Math.toIntExact(clip.durationTicks()));
        this.splicePoints = new SplicePoints(any);
    }

    /** The members of a clip that blend with one of them, and that one; best first. */
    public static List<ClusterId> blendingWith(ClusterId one, Title title, Clip clip) {
        return title.clustersOf(clip).stream()
                .filter(it -> it.centroid().blendsWith(title.cluster(one).centroid()))
                .sorted(Planner.BEST_FIRST)
                .map(Cluster::id)
                .toList();
    }

    /** The clip. */
    public Clip clip() {
        return clip;
    }

    /** How many access units the clip has. */
    public int accessUnits() {
        return times.count();
    }

    /** The members below another, best first. */
    public List<ClusterId> below(ClusterId id) {
        List<ClusterId> order = List.copyOf(members.keySet());
        return order.subList(order.indexOf(id) + 1, order.size());
    }

    /** When access units are decoded and shown; the same for every member. */
    public SampleTimes times() {
        return times;
    }

    /** Where a plan may go down; the same for every member. */
    public SplicePoints splicePoints() {
        return splicePoints;
    }

    /** The bytes of a run of access units under a plan. */
    public long bytes(BlendPlan plan, int from, int until) {
        long bytes = 0;
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(until, span.until());
            if (first < next) {
                bytes += index(span.member()).bytes(first, next);
            }
        }
        return bytes;
    }

    /** What a plan shows from an access unit on: decibels of structural similarity times seconds. */
    public double qualitySeconds(BlendPlan plan, int from) {
        double seconds = clip.seconds() / clip.frameCount();
        double sum = 0;
        for (Span span : plan.spans()) {
            List<AccessUnit> accessUnits = index(span.member()).accessUnits;
            for (int i = Math.max(from, span.from()); i < span.until(); i++) {
                sum += accessUnits.get(i).quality().ssimDecibels() * seconds;
            }
        }
        return sum;
    }

    /** What a plan delivers, by the members' measurements; quality as the mean over its pictures. */
    public Outcome outcome(BlendPlan plan) {
        List<Quality> pictures = IntStream.range(0, plan.accessUnits())
                .mapToObj(i -> index(plan.memberAt(i)).accessUnits.get(i).quality())
                .toList();
        long bytes = bytes(plan, 0, plan.accessUnits());
        return new Outcome(bytes, bytes * 8.0 * Title.TIMESCALE / clip.durationTicks(), Quality.mean(pictures));
    }

    private Index index(ClusterId id) {
        Index index = members.get(id);
        if (index == null) {
            throw new IllegalArgumentException("clip " + clip.index() + " has no member " + id + " to blend");
        }
        return index;
    }
}
