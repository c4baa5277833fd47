package dev.starling.swarm.steer;

import dev.starling.swarm.steer.SourceIndex.Score;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Member;
import java.util.Comparator;
import java.util.List;

/**
 * What requantising leaves of a member's quality: the scores at a share of its bytes, relative to those of the member.
 * Between the blend points of the atlas it is linear. Immutable.
 */
final class LossCurve {
    private final Member member;
    /** From few bytes to many; the last is the member itself. */
    private final List<BlendPoint> points;

    private LossCurve(Member member, List<BlendPoint> points) {
        this.member = member;
        this.points = points;
    }

    /**
     * The curve of a member.
     *
     * @param points its requantised points; those that are not smaller than the member are ignored
     */
    static LossCurve of(Member member, List<BlendPoint.OfRequantised> points) {
        return new LossCurve(
                member,
                points.stream()
                        .<BlendPoint>map(it -> it)
                        .filter(it -> it.bytes() < member.bytes())
                        .sorted(Comparator.comparingLong(BlendPoint::bytes))
                        .toList());
    }

    /** The smallest share of the bytes that a point has; below it nothing is known. */
    double minShare() {
        return points.isEmpty() ? 1 : share(points.getFirst());
    }

    private double share(BlendPoint point) {
        return (double) point.bytes() / member.bytes();
    }

    /** The part of a score that is left at a share of the bytes, 0–1 for most scores. */
    double factor(Score score, double share) {
        double upperShare = 1;
        double upper = 1;
        for (BlendPoint point : points.reversed()) {
            double lowerShare = share(point);
            double lower = factor(score, point);
            if (share >= lowerShare) {
                double part = Math.clamp((share - lowerShare) / (upperShare - lowerShare), 0, 1);
                return lower + part * (upper - lower);
            }
            upperShare = lowerShare;
            upper = lower;
        }
        return upper;
    }

    private double factor(Score score, BlendPoint point) {
        double whole = score.of(member.quality());
        return whole == 0 ? 1 : score.of(point.quality()) / whole;
    }
}
