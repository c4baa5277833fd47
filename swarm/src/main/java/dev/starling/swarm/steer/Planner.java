package dev.starling.swarm.steer;

import dev.starling.swarm.steer.Offer.Choice;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Turns mixing weights into a blend plan. The weighted mean of the members' bytes is the budget; the plan is the best
 * point of the offer within it: a member, or a blend of two neighbours of a family that fills the budget. In a blend
 * the higher member comes first, because going up inside a clip costs quality and going down does not. It decides the
 * family; {@link ClipMembers#plan} decides which point of the family's atlas takes the place of its members.
 */
final class Planner {
    /** A smaller part of the clip is not worth a splice. */
    static final double MIN_FRACTION = 0.15;

    /** Best first: the order in which a plan may go down. */
    static final Comparator<Member> BEST_FIRST = Comparator.comparingDouble(
                    (Member it) -> -it.quality().vmaf())
            .thenComparing(Comparator.comparingLong(Member::bytes).reversed())
            .thenComparing(Member::cluster);

    private final PolicySettings settings;

    Planner(PolicySettings settings) {
        this.settings = settings;
    }

    /**
     * A point of the offer: a member, or a blend of two.
     *
     * @param higher the member, or the first one of a blend
     * @param lower the second one of a blend
     * @param fromHigher the access units of the first one
     */
    private record Point(Choice higher, Optional<Choice> lower, int fromHigher, double bytes, double value) {
        BlendPlan plan(int accessUnits) {
            Cluster first = higher.cluster();
            return lower.map(it -> BlendPlan.down(
                            first.group(), first.id(), fromHigher, it.cluster().id(), accessUnits))
                    .orElseGet(() -> BlendPlan.whole(first.group(), first.id(), accessUnits));
        }
    }

    /**
     * What weights grant a clip, in bytes: the weighted mean of its members' sizes.
     *
     * @param matrix the weights of the clusters of the offer
     */
    static double budget(MixingMatrix matrix, Offer offer) {
        double budget = 0;
        for (Choice choice : offer.choices()) {
            budget += matrix.weight(choice.cluster().id()) * choice.member().bytes();
        }
        return budget;
    }

    /** Plans one clip. */
    BlendPlan plan(double budget, Offer offer, CapabilityVector client) {
        int accessUnits = offer.clip().frameCount();
        return best(points(offer, client, budget), budget * (1 + settings.budgetSlack()))
                .plan(accessUnits);
    }

    private List<Point> points(Offer offer, CapabilityVector client, double budget) {
        SparseVector device = Features.of(client);
        List<Point> points = new ArrayList<>();
        for (List<Choice> family : offer.families()) {
            int first = points.size();
            for (Choice choice : family) {
                points.add(whole(choice, device, offer.clip().frameCount()));
            }
            for (int i = 1; i < family.size(); i++) {
                blend(points.get(first + i - 1), points.get(first + i), budget).ifPresent(points::add);
            }
        }
        return points;
    }

    /** The most valuable point within a limit, or the smallest one. */
    private static Point best(List<Point> points, double limit) {
        Point smallest = points.getFirst();
        Optional<Point> best = Optional.empty();
        for (Point point : points) {
            if (point.bytes() < smallest.bytes()) {
                smallest = point;
            }
            if (point.bytes() <= limit
                    && (best.isEmpty() || point.value() > best.get().value())) {
                best = Optional.of(point);
            }
        }
        return best.orElse(smallest);
    }

    private Point whole(Choice choice, SparseVector device, int accessUnits) {
        PolicySettings.Device prices = settings.prices().device();
        double fit = device.dot(
                element -> StaticProfiles.client(choice.cluster().centroid().pictureSize(), prices, element));
        double value = settings.prices().quality() * choice.member().quality().vmaf() + fit;
        return new Point(
                choice, Optional.empty(), accessUnits, (double) choice.member().bytes(), value);
    }

    /** The blend of two neighbours that fills the budget, if there is one. */
    private Optional<Point> blend(Point higher, Point lower, double budget) {
        int accessUnits = higher.fromHigher();
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
        return Optional.of(new Point(higher.higher(), Optional.of(lower.higher()), fromHigher, budget, value));
    }
}
