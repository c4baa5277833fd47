package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.FeatureVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static Cluster cluster(String group, PictureSize size, double crf, Tuning tuning) {
        return new Cluster(
                new ClusterId(group + "-" + (int) crf + "-" + tuning.preset()),
                new BlendGroupId(group),
                new Profile.H264(size, StructuralGenes.DEFAULT, new ConstantRateFactor(crf), tuning),
                new FeatureVector(0),
                new FeatureVector(0));
    }

    private static Cluster large(double crf) {
        return cluster("large", new PictureSize(640, 360), crf, Tuning.DEFAULT);
    }

    private static final Cluster LARGE_23 = large(23);
    private static final Cluster LARGE_27 = large(27);
    private static final Cluster LARGE_31 = large(31);
    /** Belongs to another family. */
    private static final Cluster LARGE_27_SLOW =
            cluster("large", new PictureSize(640, 360), 27, Tuning.DEFAULT.withPreset(Preset.SLOW));

    private static final Cluster SMALL_23 = cluster("small", new PictureSize(320, 180), 23, Tuning.DEFAULT);
    private static final List<Cluster> ALL = List.of(LARGE_31, SMALL_23, LARGE_27_SLOW, LARGE_23, LARGE_27);

    private static MixingMatrix weights(Map<Cluster, Double> weights) {
        TreeMap<ClusterId, MixingMatrix.Entry> diagonal = new TreeMap<>();
        weights.forEach((cluster, weight) -> diagonal.put(cluster.id(), new MixingMatrix.Entry(0, weight)));
        return new MixingMatrix(diagonal);
    }

    private static Profile.H264.Family family(List<Cluster> clusters, ClusterId id) {
        return clusters.stream()
                .filter(it -> it.id().equals(id))
                .map(it -> it.centroid().family())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTotalWeightPicksTheSizeAndTheWeightsOfNeighboursTheirParts() {
        BlendPlan plan = Planner.plan(weights(Map.of(LARGE_23, 0.15, LARGE_27, 0.45, SMALL_23, 0.4)), ALL, 40);
        assertThat(plan.group()).isEqualTo(LARGE_23.group());
        assertThat(plan.spans()).containsExactly(Span.of(LARGE_23.id(), 0, 10), Span.of(LARGE_27.id(), 10, 40));
    }

    @Test
    void ofTwoNeighboursTheHeavierOneIsBlended() {
        BlendPlan plan = Planner.plan(weights(Map.of(LARGE_23, 0.1, LARGE_27, 0.6, LARGE_31, 0.3)), ALL, 30);
        assertThat(plan.spans()).containsExactly(Span.of(LARGE_27.id(), 0, 20), Span.of(LARGE_31.id(), 20, 30));
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
    void aNeighbourOfAnotherFamilyIsNotBlended() {
        BlendPlan plan =
                Planner.plan(weights(Map.of(LARGE_23, 0.2, LARGE_27, 0.2, LARGE_27_SLOW, 0.3, SMALL_23, 0.3)), ALL, 30);
        assertThat(plan.spans()).containsExactly(Span.of(LARGE_23.id(), 0, 15), Span.of(LARGE_27.id(), 15, 30));
        assertThat(Planner.plan(weights(Map.of(LARGE_23, 0.3, LARGE_27_SLOW, 0.7)), ALL, 30))
                .isEqualTo(BlendPlan.whole(LARGE_27_SLOW.group(), LARGE_27_SLOW.id(), 30));
    }

    @Test
    void anyWeightsGiveAPlanThatCoversTheClipAndOnlyGoesDownItsFamily() {
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
                assertThat(order.get(at).centroid().family()).isEqualTo(family(members, plan.memberAt(0)));
                before = at;
            }
        }
    }
}
