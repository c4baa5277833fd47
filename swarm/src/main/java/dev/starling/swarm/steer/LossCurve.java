package dev.starling.swarm.steer;

import dev.starling.swarm.curve.MonotoneCurve;
import dev.starling.swarm.steer.SourceIndex.Score;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What requantising leaves of a member's quality: the scores at a share of its bytes, relative to those of the member.
 * Between the blend points of the atlas it is a {@link MonotoneCurve}: the first bits that are saved cost little, since
 * pictures that no other one refers to lose them, and the next ones cost ever more. Immutable.
 */
final class LossCurve {
    private final double minShare;
    /** Over the share of the bytes; a score that nothing is lost of has none. */
    private final Map<Score, MonotoneCurve> factors;

    private LossCurve(double minShare, Map<Score, MonotoneCurve> factors) {
        this.minShare = minShare;
        this.factors = factors;
    }

    /**
     * The curve of a member.
     *
     * @param points its requantised points; those that are not smaller than the member are ignored
     */
    static LossCurve of(Member member, List<BlendPoint.OfRequantised> points) {
        List<BlendPoint.OfRequantised> smaller =
                points.stream().filter(it -> it.bytes() < member.bytes()).toList();
        double minShare =
                smaller.stream().mapToDouble(it -> share(it, member)).min().orElse(1);
        Map<Score, MonotoneCurve> factors = new EnumMap<>(Score.class);
        for (Score score : Score.values()) {
            double whole = score.of(member.quality());
            if (whole <= 0) {
                continue;
            }
            List<MonotoneCurve.Point> known = new ArrayList<>();
            for (BlendPoint.OfRequantised point : smaller) {
                known.add(
                        new MonotoneCurve.Point(share(point, member), Math.min(1, score.of(point.quality()) / whole)));
            }
            known.sort(Comparator.comparingDouble(MonotoneCurve.Point::x));
            // The curve ends at the smallest point at which nothing is lost.
            if (!known.isEmpty() && known.getFirst().y() < 1) {
                known.add(new MonotoneCurve.Point(1, 1));
                factors.put(score, MonotoneCurve.through(known));
            }
        }
        return new LossCurve(minShare, factors);
    }

    private static double share(BlendPoint.OfRequantised point, Member member) {
        return (double) point.bytes() / member.bytes();
    }

    /** The smallest share of the bytes that a point has; below it nothing is known. */
    double minShare() {
        return minShare;
    }

    /** The part of a score that is left at a share of the bytes, 0–1 for most scores. */
    double factor(Score score, double share) {
        MonotoneCurve curve = factors.get(score);
        return curve == null ? 1 : Math.min(1, curve.valueAt(Math.clamp(share, minShare, 1)));
    }
}
