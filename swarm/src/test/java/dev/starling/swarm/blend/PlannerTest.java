package dev.starling.swarm.blend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.blend.BlendPlan.Span;
import dev.starling.swarm.cluster.BlendGroupId;
import dev.starling.swarm.cluster.Cluster;
import dev.starling.swarm.cluster.ClusterId;
import dev.starling.swarm.cluster.FeatureVector;
import dev.starling.swarm.mix.MixingMatrix;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.PictureStructure;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.profile.Tuning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static Cluster cluster(String group, double crf) {
        return new Cluster(
                new ClusterId(group + "-" + (int) crf),
                new BlendGroupId(group),
                new Profile(
                        Codec.H264,
                        new PictureSize(320, 180),
                        PictureStructure.DEFAULT,
                        new ConstantRateFactor(crf),
                        Tuning.DEFAULT),
                new FeatureVector(0),
                new FeatureVector(0));
    }

    private static final Cluster LARGE_23 = cluster("large", 23);
    private static final Cluster LARGE_27 = cluster("large", 27);
    private static final Cluster LARGE_31 = cluster("large", 31);
    private static final Cluster SMALL_23 = cluster("small", 23);
    private static final List<Cluster> ALL = List.of(LARGE_31, SMALL_23, LARGE_23, LARGE_27);

    private static MixingMatrix weights(Map<Cluster, Double> weights) {
        TreeMap<ClusterId, MixingMatrix.Entry> diagonal = new TreeMap<>();
        weights.forEach((cluster, weight) -> diagonal.put(cluster.id(), new MixingMatrix.Entry(0, weight)));
        return new MixingMatrix(diagonal);
    }

    @Test
    void theMassPicksTheGroupAndTheWeightsOfNeighboursTheirShares() {
        BlendPlan plan = Planner.plan(weights(Map.of(LARGE_23, 0.15, LARGE_27, 0.45, SMALL_23, 0.4)), ALL, 40);
        assertThat(plan.group()).isEqualTo(LARGE_23.group());
        assertThat(plan.spans()).containsExactly(new Span(LARGE_23.id(), 0, 10), new Span(LARGE_27.id(), 10, 40));
    }

    @Test
    void ofTwoNeighboursTheHeavierOneIsBlended() {
        BlendPlan plan = Planner.plan(weights(Map.of(LARGE_23, 0.1, LARGE_27, 0.6, LARGE_31, 0.3)), ALL, 30);
        assertThat(plan.spans()).containsExactly(new Span(LARGE_27.id(), 0, 20), new Span(LARGE_31.id(), 20, 30));
    }

    @Test
    void aSmallShareIsNotWorthASplice() {
        BlendPlan plan = Planner.plan(weights(Map.of(LARGE_23, 0.1, LARGE_27, 0.9)), ALL, 30);
        assertThat(plan).isEqualTo(BlendPlan.whole(LARGE_27.group(), LARGE_27.id(), 30));
    }

    @Test
    void membersFarApartAreNotBlended() {
        BlendPlan plan = Planner.plan(weights(Map.of(LARGE_23, 0.5, LARGE_31, 0.5)), List.of(LARGE_23, LARGE_31), 30);
        assertThat(plan.spans()).hasSize(1);
    }

    @Test
    void anyWeightsGiveAPlanThatCoversTheClipAndOnlyGoesDown() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 1000; round++) {
            List<Cluster> members = new ArrayList<>(ALL);
            members.removeIf(it -> random.nextInt(4) == 0);
            if (members.isEmpty()) {
                continue;
            }
            Map<Cluster, Double> weights = new HashMap<>();
            members.forEach(it -> weights.put(it, random.nextDouble()));
            int accessUnits = 1 + random.nextInt(100);
            BlendPlan plan = Planner.plan(weights(weights), members, accessUnits);
            assertThat(plan.accessUnits()).isEqualTo(accessUnits);
            List<Cluster> order = members.stream().sorted(Planner.BEST_FIRST).toList();
            int before = -1;
            for (Span span : plan.spans()) {
                int at = order.stream().map(Cluster::id).toList().indexOf(span.member());
                assertThat(at).isGreaterThan(before);
                assertThat(order.get(at).group()).isEqualTo(plan.group());
                before = at;
            }
        }
    }
}
