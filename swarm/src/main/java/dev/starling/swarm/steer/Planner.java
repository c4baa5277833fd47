package dev.starling.swarm.steer;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.FeatureVector;
import dev.starling.swarm.title.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Turns mixing weights into a blend plan. The weighted mean of the members' bytes is the budget; the plan is the best
 * point of the offer within it: a member, or a blend of two neighbours of a family that fills the budget. In a blend
 * the higher member comes first, because going up inside a clip costs quality and going down does not.
 */
final class Planner {
    /** A smaller part of the clip is not worth a splice. */
    static final double MIN_FRACTION = 0.15;

    private final PolicySettings settings;

    Planner(PolicySettings settings) {
        this.settings = settings;
    }

    /** Best first: the order in which a plan may go down. */
    static Comparator<Cluster> bestFirst(Clip clip) {
        Comparator<Member> order = Comparator.comparingDouble(
                        (Member it) -> -it.quality().vmaf())
                .thenComparing(Comparator.comparingLong(Member::bytes).reversed())
                .thenComparing(Member::cluster);
        return Comparator.comparing(it -> clip.member(it.id()), order);
    }

    /** A point of the offer. */
    private record Point(BlendPlan plan, double bytes, double value) {}

    /**
     * Plans one clip.
     *
     * @param matrix the weights of the clusters of the offer
     */
    BlendPlan plan(MixingMatrix matrix, Offer offer, CapabilityVector client) {
        double budget = offer.clusters().stream()
                .mapToDouble(it ->
                        matrix.weight(it.id()) * offer.clip().member(it.id()).bytes())
                .sum();
        List<Point> points = new ArrayList<>();
        FeatureVector device = Features.of(client);
        families(offer).forEach(family -> {
            List<Point> members =
                    family.stream().map(it -> whole(it, offer.clip(), device)).toList();
            points.addAll(members);
            for (int i = 1; i < members.size(); i++) {
                blend(members.get(i - 1), members.get(i), budget).ifPresent(points::add);
            }
        });
        double limit = budget * (1 + settings.budgetSlack());
        return points.stream()
                .filter(it -> it.bytes() <= limit)
                .max(Comparator.comparingDouble(Point::value))
                .or(() -> points.stream().min(Comparator.comparingDouble(Point::bytes)))
                .map(Point::plan)
                .orElseThrow(() -> new IllegalArgumentException("no cluster to plan with"));
    }

    private static Collection<List<Cluster>> families(Offer offer) {
        return offer.clusters().stream()
                .sorted(bestFirst(offer.clip()))
                .collect(groupingBy(it -> it.centroid().family(), LinkedHashMap::new, toList()))
                .values();
    }

    private Point whole(Cluster cluster, Clip clip, FeatureVector device) {
        Member member = clip.member(cluster.id());
        double fit = device.dot(StaticProfiles.clientProfile(
                cluster.centroid().pictureSize(), settings.prices().device()));
        double value = settings.prices().quality() * member.quality().vmaf() + fit;
        return new Point(
                BlendPlan.whole(cluster.group(), cluster.id(), clip.frameCount()), (double) member.bytes(), value);
    }

    /** The blend of two neighbours that fills the budget, if there is one. */
    private Optional<Point> blend(Point higher, Point lower, double budget) {
        int accessUnits = higher.plan().accessUnits();
        double fraction = (budget - lower.bytes()) / (higher.bytes() - lower.bytes());
        int fromHigher = (int) Math.round(fraction * accessUnits);
        boolean isWorthASplice =
                fraction >= MIN_FRACTION && fraction <= 1 - MIN_FRACTION && fromHigher > 0 && fromHigher < accessUnits;
        if (!isWorthASplice) {
            return Optional.empty();
        }
        double value = fraction * higher.value()
                + (1 - fraction) * lower.value()
                + settings.prices().splice();
        BlendPlan plan = BlendPlan.down(
                higher.plan().group(),
                higher.plan().memberAt(0),
                fromHigher,
                lower.plan().memberAt(0),
                accessUnits);
        return Optional.of(new Point(plan, budget, value));
    }
}
