package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.steer.SourceIndex.Score;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.BlendPoint.Basis;
import dev.starling.swarm.title.BlendPoint.Result;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LossCurveTest {
    private static final Member MEMBER = new Member(new ClusterId("a"), 23, 100_000, new Quality(40, 0.95, 96.4, 95));

    private static BlendPoint.OfRequantised point(long bytes, Quality quality) {
        return new BlendPoint.OfRequantised(MEMBER.cluster(), new Result(bytes, quality, 0, Basis.MEASURED));
    }

    private static BlendPoint.OfRequantised point(double share, double vmafFactor) {
        return point(
                (long) (share * MEMBER.bytes()), new Quality(40 * share, 0.95, 96.4 * vmafFactor, 95 * vmafFactor));
    }

    /** The best member of davis_bmx-trees, requantised and scored on all pictures (docs/results/levels.md). */
    @Test
    void betweenThePointsItFollowsWhatWasMeasured() {
        LossCurve curve = LossCurve.of(MEMBER, List.of(point(0.9, 0.966), point(0.7, 0.795)), List.of());
        assertThat(curve.factor(Score.VMAF, 0.95)).isCloseTo(0.985, within(0.005));
        assertThat(curve.factor(Score.VMAF, 0.85)).isCloseTo(0.935, within(0.005));
        assertThat(curve.factor(Score.VMAF, 0.8)).isCloseTo(0.897, within(0.005));
        assertThat(curve.factor(Score.VMAF, 0.75)).isCloseTo(0.852, within(0.005));
    }

    @Test
    void itHasThePointsOfTheAtlasAndTheMemberAndNeverRisesWithFewerBytes() {
        LossCurve curve = LossCurve.of(MEMBER, List.of(point(0.3, 0.2), point(0.9, 0.97), point(0.5, 0.21)), List.of());
        assertThat(curve.minShare()).isEqualTo(0.3);
        assertThat(curve.factor(Score.VMAF, 1)).isEqualTo(1);
        assertThat(curve.factor(Score.VMAF, 0.9)).isCloseTo(0.97, within(1e-9));
        assertThat(curve.factor(Score.VMAF, 0.3)).isCloseTo(0.2, within(1e-9));
        assertThat(curve.factor(Score.VMAF, 0.1)).as("below all points").isCloseTo(0.2, within(1e-9));
        double[] factors = DoubleStream.iterate(0.3, share -> share <= 1, share -> share + 0.01)
                .map(share -> curve.factor(Score.VMAF, share))
                .toArray();
        assertThat(factors).isSorted();
    }

    @Test
    void theCurveEndsWhereNothingIsLost() {
        LossCurve curve = LossCurve.of(MEMBER, List.of(point(0.9, 1), point(0.7, 0.97)), List.of());
        assertThat(curve.factor(Score.VMAF, 0.95)).isEqualTo(1);
        assertThat(curve.factor(Score.VMAF, 0.9)).isEqualTo(1);
        assertThat(curve.factor(Score.VMAF, 0.7)).isCloseTo(0.97, within(1e-9));
    }

    @Test
    void whatLosesNothingStaysWhole() {
        LossCurve curve = LossCurve.of(MEMBER, List.of(point(90_000, MEMBER.quality())), List.of());
        assertThat(curve.minShare()).isEqualTo(0.9);
        assertThat(curve.factor(Score.SSIM, 0.95)).isEqualTo(1);
        LossCurve none = LossCurve.of(MEMBER, List.of(point(100_000, new Quality(30, 0.9, 50, 49))), List.of());
        assertThat(none.minShare()).isEqualTo(1);
        assertThat(none.factor(Score.VMAF, 0.5)).isEqualTo(1);
    }

    @Test
    void belowItsOwnPointsAMemberLooksLikeALowerOneOfAsManyBytes() {
        List<BlendPoint.OfRequantised> own = List.of(point(0.9, 0.97));
        LossCurve curve = LossCurve.of(MEMBER, own, List.of(point(0.6, 0.7), point(0.2, 0.1), point(0.95, 0.9)));
        assertThat(curve.minShare()).isEqualTo(0.9);
        assertThat(curve.leastShare()).isEqualTo(0.2);
        assertThat(curve.factor(Score.VMAF, 0.6)).isCloseTo(0.7, within(1e-9));
        assertThat(curve.factor(Score.VMAF, 0.2)).isCloseTo(0.1, within(1e-9));
        assertThat(curve.factor(Score.VMAF, 0.95))
                .isEqualTo(LossCurve.of(MEMBER, own, List.of()).factor(Score.VMAF, 0.95));
    }
}
