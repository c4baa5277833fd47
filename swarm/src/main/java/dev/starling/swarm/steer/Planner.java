package dev.starling.swarm.steer;

import dev.starling.swarm.steer.Offer.Choice;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Member;
import java.util.Comparator;

/**
 * Turns mixing weights into the member to plan with. The weighted mean of the members' bytes is the budget; the member
 * is the best one within it, of any family. {@link ClipMembers#plan} decides which point of its family's atlas takes
 * its place.
 */
final class Planner {
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

    /** The cluster of the most valuable member within the budget and its slack, or of the smallest one. */
    Cluster best(double budget, Offer offer, CapabilityVector client) {
        SparseVector device = Features.of(client);
        double limit = budget * (1 + settings.budgetSlack());
        Choice smallest = offer.choices().getFirst();
        Choice best = smallest;
        double most = Double.NEGATIVE_INFINITY;
        for (Choice choice : offer.choices()) {
            if (choice.member().bytes() < smallest.member().bytes()) {
                smallest = choice;
            }
            if (choice.member().bytes() <= limit) {
                double value = value(choice, device);
                if (value > most) {
                    most = value;
                    best = choice;
                }
            }
        }
        return (most == Double.NEGATIVE_INFINITY ? smallest : best).cluster();
    }

    private double value(Choice choice, SparseVector device) {
        PolicySettings.Prices prices = settings.prices();
        double fit = device.dot(
                element -> StaticProfiles.client(choice.cluster().centroid().pictureSize(), prices.device(), element));
        return prices.quality() * choice.member().quality().vmaf() + fit;
    }
}
