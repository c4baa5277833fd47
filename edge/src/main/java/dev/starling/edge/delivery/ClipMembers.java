package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.blend.BlendPlan;
import dev.starling.swarm.blend.BlendPlan.Span;
import dev.starling.swarm.blend.Planner;
import dev.starling.swarm.blend.SplicePoints;
import dev.starling.swarm.cluster.Cluster;
import dev.starling.swarm.cluster.ClusterId;
import dev.starling.swarm.pack.AccessUnit;
import dev.starling.swarm.pack.Clip;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.Quality;
import dev.starling.swarm.pack.Title;
import dev.starling.swarm.profile.Profile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A clip's members that blend with each other, mapped. */
final class ClipMembers {
    private final Clip clip;
    /** Best first. */
    private final Map<ClusterId, MappedMember> members;

    private ClipMembers(Clip clip, Map<ClusterId, MappedMember> members) {
        this.clip = clip;
        this.members = members;
    }

    /**
     * Maps the members that blend with one of them, and that one.
     *
     * @throws dev.starling.swarm.pack.PackageException if one is missing or damaged
     * @throws IOException if one has not the clip's number of access units: it is of another package
     */
    static ClipMembers open(PublishedTitle published, Clip clip, ClusterId one) throws IOException {
        Map<ClusterId, MappedMember> members = new LinkedHashMap<>();
        Profile.H264 centroid = published.title().cluster(one).centroid();
        List<Cluster> clusters = published.title().clustersOf(clip).stream()
                .filter(it -> it.centroid().blendsWith(centroid))
                .sorted(Planner.BEST_FIRST)
                .toList();
        for (Cluster cluster : clusters) {
            MappedMember member = published.member(clip, cluster.id());
            if (member.accessUnits().size() != clip.frameCount()) {
                throw new IOException("Clip " + clip.index() + " of " + published.id() + " has " + clip.frameCount()
                        + " access units, its member " + cluster.id() + " "
                        + member.accessUnits().size());
            }
            members.put(cluster.id(), member);
        }
        return new ClipMembers(clip, members);
    }

    MappedMember member(ClusterId id) {
        MappedMember member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("Clip " + clip.index() + " has no mapped member " + id);
        }
        return member;
    }

    /** The members below another, best first. */
    List<ClusterId> below(ClusterId id) {
        List<ClusterId> order = List.copyOf(members.keySet());
        return order.subList(order.indexOf(id) + 1, order.size());
    }

    SampleTimes times() {
        return new SampleTimes(members.values().iterator().next().accessUnits(), Math.toIntExact(clip.durationTicks()));
    }

    /** Where a plan may go down. */
    SplicePoints splicePoints() {
        return new SplicePoints(members.values().iterator().next().accessUnits());
    }

    /** The bytes of a run of access units under a plan. */
    long bytes(BlendPlan plan, int from, int until) {
        long bytes = 0;
        for (Span span : plan.spans()) {
            int start = Math.max(from, span.from());
            int end = Math.min(until, span.until());
            if (start < end) {
                bytes += member(span.member()).size(start, end);
            }
        }
        return bytes;
    }

    /** What a plan shows from an access unit on: decibels of structural similarity times seconds. */
    double qualitySeconds(BlendPlan plan, int from) {
        double seconds = clip.seconds() / clip.frameCount();
        double sum = 0;
        for (int i = from; i < plan.accessUnits(); i++) {
            sum += accessUnit(plan, i).quality().ssimDecibels() * seconds;
        }
        return sum;
    }

    /** What a plan delivers, by the members' measurements; quality as the mean over its pictures. */
    Outcome outcome(BlendPlan plan) {
        List<Quality> pictures = IntStream.range(0, plan.accessUnits())
                .mapToObj(i -> accessUnit(plan, i).quality())
                .toList();
        long bytes = bytes(plan, 0, plan.accessUnits());
        return new Outcome(bytes, bytes * 8.0 * Title.TIMESCALE / clip.durationTicks(), Quality.mean(pictures));
    }

    private AccessUnit accessUnit(BlendPlan plan, int index) {
        return member(plan.memberAt(index)).accessUnits().get(index);
    }
}
