package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Title;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final PictureSize LARGE = new PictureSize(640, 360);
    private static final PictureSize SMALL = new PictureSize(320, 180);

    private static final Cluster LARGE_23 = cluster(LARGE, 23, Tuning.DEFAULT);
    private static final Cluster LARGE_27 = cluster(LARGE, 27, Tuning.DEFAULT);
    private static final Cluster LARGE_31 = cluster(LARGE, 31, Tuning.DEFAULT);
    /** Alone in its family. */
    private static final Cluster LARGE_27_SLOW = cluster(LARGE, 27, Tuning.DEFAULT.withPreset(Preset.SLOW));

    private static final Cluster SMALL_23 = cluster(SMALL, 23, Tuning.DEFAULT);
    /** Bytes and VMAF. */
    private static final Map<Cluster, Member> MEMBERS = Map.of(
            LARGE_23, member(LARGE_23, 100_000, 95),
            LARGE_27, member(LARGE_27, 60_000, 88),
            LARGE_31, member(LARGE_31, 36_000, 78),
            LARGE_27_SLOW, member(LARGE_27_SLOW, 50_000, 87),
            SMALL_23, member(SMALL_23, 30_000, 75));

    private static final List<Cluster> ALL = List.of(LARGE_31, SMALL_23, LARGE_27_SLOW, LARGE_23, LARGE_27);
    private static final int FRAMES = 40;

    private final Planner planner = new Planner(PolicySettings.DEFAULT);

    private static Cluster cluster(PictureSize size, double crf, Tuning tuning) {
        return new Cluster(
                new ClusterId(size.height() + "p-" + (int) crf + "-" + tuning.preset()),
                new BlendGroupId(size.height() + "p"),
                new Profile.H264(size, StructuralGenes.DEFAULT, new ConstantRateFactor(crf), tuning));
    }

    private static Member member(Cluster cluster, long bytes, double vmaf) {
        return new Member(cluster.id(), 23, bytes, new Quality(40, 0.98, vmaf, vmaf));
    }

    private static Offer offer(List<Cluster> clusters) {
        List<Member> members = clusters.stream()
                .map(it -> Objects.requireNonNull(MEMBERS.get(it)))
                .toList();
        Clip clip = new Clip(
                0,
                0,
                FRAMES * 3600L,
                FRAMES,
                Clip.Start.SCENE_CUT,
                new SoftAssignment(new TreeMap<>(Map.of(clusters.getFirst().id(), 1.0))),
                members,
                Clip.Ceiling.NONE);
        ParameterSetPair sets =
                ParameterSetPair.of(new byte[] {0x67, 100, 0, 31, (byte) 0xAC, 90, 1}, new byte[] {0x68, 1, 2});
        List<BlendGroup> groups = List.of(
                new BlendGroup(LARGE_23.group(), Codec.H264, LARGE, sets),
                new BlendGroup(SMALL_23.group(), Codec.H264, SMALL, sets));
        Title title = Title.of("made", LARGE, "none", "none", groups, clusters, List.of(clip), List.of());
        return new Offer(new Outlooks(title), clip, Optional.empty(), clusters);
    }

    private Cluster best(Map<Cluster, Double> weights, List<Cluster> clusters, CapabilityVector client) {
        TreeMap<ClusterId, MixingMatrix.Entry> diagonal = new TreeMap<>();
        weights.forEach((cluster, weight) -> diagonal.put(cluster.id(), new MixingMatrix.Entry(0, weight)));
        Offer offer = offer(clusters);
        return planner.best(Planner.budget(new MixingMatrix(diagonal), offer), offer, client);
    }

    private Cluster best(Map<Cluster, Double> weights) {
        return best(weights, ALL, CapabilityVector.UNKNOWN);
    }

    @Test
    void aBudgetOfOneMemberGetsThatMember() {
        for (Cluster cluster : List.of(LARGE_23, LARGE_27, LARGE_31, SMALL_23)) {
            assertThat(best(Map.of(cluster, 1.0))).isEqualTo(cluster);
        }
    }

    @Test
    void theBestMemberWithinTheBudgetMayHaveNoWeight() {
        assertThat(best(Map.of(LARGE_27, 0.25, SMALL_23, 0.75))).isEqualTo(LARGE_31);
        assertThat(best(Map.of(LARGE_27, 0.65, SMALL_23, 0.35))).isEqualTo(LARGE_27_SLOW);
    }

    @Test
    void aBudgetBelowAllMembersGetsTheSmallest() {
        assertThat(best(Map.of(SMALL_23, 0.5))).isEqualTo(SMALL_23);
    }

    @Test
    void onASmallScreenLargePicturesAreNotTheBest() {
        Map<Cluster, Double> weights = Map.of(LARGE_31, 1.0);
        CapabilityVector small = CapabilityVector.UNKNOWN.withScreenHeight(180);
        assertThat(best(weights, List.of(LARGE_31, SMALL_23), small)).isEqualTo(SMALL_23);
    }
}
