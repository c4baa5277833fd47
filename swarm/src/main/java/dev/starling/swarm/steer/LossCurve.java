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
 *
 * <p>Of a member with lower ones beside it, the atlas has no point below the size of the next one: such a plan would be
 * worse than that one. In flight there may be no other way. Then it is taken to look like a lower member that is
 * requantised to as many bytes.
 */
final class LossCurve {
    private final double minShare;
    private final double leastShare;
    /** Over the share of the bytes; a score that nothing is lost of has none. */
    private final Map<Score, MonotoneCurve> factors;
    /** The same for shares from {@link #leastShare} to {@link #minShare}. */
    private final Map<Score, MonotoneCurve> ofLower;

    private LossCurve(
            double minShare, double leastShare, Map<Score, MonotoneCurve> factors, Map<Score, MonotoneCurve> ofLower) {
        this.minShare = minShare;
        this.leastShare = leastShare;
        this.factors = factors;
        this.ofLower = ofLower;
    }

    /**
     * The curve of a member.
     *
     * @param points its requantised points; those that are not smaller than the member are ignored
     * @param lower those of the members below it
     */
    static LossCurve of(Member member, List<BlendPoint.OfRequantised> points, List<BlendPoint.OfRequantised> lower) {
        List<BlendPoint.OfRequantised> own =
                points.stream().filter(it -> it.bytes() < member.bytes()).toList();
        double minShare = leastShare(member, own, 1);
        List<BlendPoint.OfRequantised> smaller =
                lower.stream().filter(it -> share(it, member) < minShare).toList();
        List<BlendPoint.OfRequantised> all = new ArrayList<>(own);
        all.addAll(smaller);
        return new LossCurve(
                minShare, leastShare(member, smaller, minShare), factors(member, own), factors(member, all));
    }

    private static double leastShare(Member member, List<BlendPoint.OfRequantised> points, double otherwise) {
        return points.stream().mapToDouble(it -> share(it, member)).min().orElse(otherwise);
    }

    private static Map<Score, MonotoneCurve> factors(Member member, List<BlendPoint.OfRequantised> points) {
        Map<Score, MonotoneCurve> factors = new EnumMap<>(Score.class);
        for (Score score : Score.values()) {
            double whole = score.of(member.quality());
            if (whole <= 0) {
                continue;
            }
            List<MonotoneCurve.Point> known = new ArrayList<>();
            for (BlendPoint.OfRequantised point : points) {
                known.add(
                        new MonotoneCurve.Point(share(point, member), Math.min(1, score.of(point.quality()) / whole)));
            }
            known.sort(Comparator.comparingDouble(MonotoneCurve.Point::x)
                    .thenComparing(
                            Comparator.comparingDouble(MonotoneCurve.Point::y).reversed()));
            // The curve ends at the smallest point at which nothing is lost.
            if (!known.isEmpty() && known.getFirst().y() < 1) {
                known.add(new MonotoneCurve.Point(1, 1));
                factors.put(score, MonotoneCurve.through(known));
            }
        }
        return factors;
    }

    private static double share(BlendPoint.OfRequantised point, Member member) {
        return (double) point.bytes() / member.bytes();
    }

    /** The smallest share of the bytes that a point of the atlas has. */
    double minShare() {
        return minShare;
    }

    /** The smallest share of the bytes for which lower members tell what is left; at most {@link #minShare}. */
    double leastShare() {
        return leastShare;
    }

    /** The part of a score that is left at a share of the bytes, 0–1 for most scores. */
    double factor(Score score, double share) {
        MonotoneCurve curve = (share < minShare ? ofLower : factors).get(score);
        return curve == null ? 1 : Math.min(1, curve.valueAt(Math.clamp(share, leastShare, 1)));
    }

    /**
     * The part of a score that is left of pictures that rest, at any share: none. What a viewer sees of them depends on
     * how much moves, which is not measured.
     */
    static double restingFactor(Score score, double share) {
        return 0;
    }
}
