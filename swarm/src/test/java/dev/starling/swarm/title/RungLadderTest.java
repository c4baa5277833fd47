package dev.starling.swarm.title;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.RateControl.ConstantQuality;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RungLadderTest {
    private static final PictureSize LARGE = new PictureSize(1280, 720);
    private static final PictureSize SMALL = new PictureSize(640, 360);
    private static final long SECOND = Title.TIMESCALE;

    private static Cluster cluster(PictureSize size, RateControl target) {
        return new Cluster(
                new ClusterId(size.height() + "p-"
                        + (target instanceof ConstantQuality(double q)
                                ? "q" + (int) q
                                : "crf" + (int) target.rateFactor())),
                group(size),
                new Profile.H264(size, StructuralGenes.DEFAULT, target, Tuning.DEFAULT));
    }

    private static BlendGroupId group(PictureSize size) {
        return new BlendGroupId(size.height() + "p");
    }

    private static Member member(Cluster cluster, long bytes, double vmafNeg) {
        return new Member(cluster.id(), 23, bytes, new Quality(40, 0.98, vmafNeg, vmafNeg));
    }

    private static Title title(List<Cluster> clusters, List<List<Member>> clips) {
        ParameterSetPair sets =
                ParameterSetPair.of(new byte[] {0x67, 100, 0, 31, (byte) 0xAC, 90, 1}, new byte[] {0x68, 1, 2});
        List<Clip> made = new ArrayList<>();
        for (List<Member> members : clips) {
            made.add(new Clip(
                    made.size(),
                    made.size() * SECOND,
                    SECOND,
                    25,
                    Clip.Start.SCENE_CUT,
                    new SoftAssignment(new TreeMap<>(Map.of(clusters.getFirst().id(), 1.0))),
                    members,
                    Clip.Ceiling.NONE));
        }
        List<BlendGroup> groups = List.of(
                new BlendGroup(group(LARGE), Codec.H264, LARGE, sets),
                new BlendGroup(group(SMALL), Codec.H264, SMALL, sets));
        return Title.of("made", LARGE, "none", "none", groups, clusters, made, List.of());
    }

    private static List<ClusterId> serving(RungLadder ladder, int rung) {
        return ladder.title().clips().stream()
                .map(it -> ladder.serving(rung, it).cluster())
                .toList();
    }

    @Test
    void aRungOfAQualityHasTheSizeThatEachClipHas() {
        Cluster large90 = cluster(LARGE, new ConstantQuality(90));
        Cluster large60 = cluster(LARGE, new ConstantQuality(60));
        Cluster small60 = cluster(SMALL, new ConstantQuality(60));
        RungLadder ladder = new RungLadder(title(
                List.of(large90, large60, small60),
                List.of(
                        List.of(member(large90, 900, 90), member(large60, 300, 60)),
                        List.of(member(large90, 800, 90), member(small60, 200, 60)))));
        assertThat(ladder.rungs()).isEqualTo(2);
        assertThat(serving(ladder, 0)).containsExactly(large60.id(), small60.id());
        assertThat(serving(ladder, 1)).containsExactly(large90.id(), large90.id());
        assertThat(ladder.groups(0)).extracting(BlendGroup::id).containsExactly(group(LARGE), group(SMALL));
        assertThat(ladder.groups(1)).extracting(BlendGroup::id).containsExactly(group(LARGE));
    }

    @Test
    void aClipWithoutTheRungIsServedByTheNextLowerMemberElseByTheLowest() {
        Cluster q90 = cluster(LARGE, new ConstantQuality(90));
        Cluster q80 = cluster(LARGE, new ConstantQuality(80));
        Cluster q60 = cluster(SMALL, new ConstantQuality(60));
        RungLadder ladder = new RungLadder(title(
                List.of(q90, q80, q60),
                List.of(
                        List.of(member(q90, 900, 90), member(q80, 600, 80), member(q60, 200, 60)),
                        List.of(member(q90, 700, 90), member(q60, 150, 60)),
                        List.of(member(q90, 500, 90)))));
        assertThat(serving(ladder, 1)).as("80").containsExactly(q80.id(), q60.id(), q90.id());
        assertThat(serving(ladder, 0)).as("60").containsExactly(q60.id(), q60.id(), q90.id());
    }

    @Test
    void aRateFactorIsARungAtEachSizeUnlessAnotherOneIsBetterAndSmaller() {
        Cluster large23 = cluster(LARGE, new ConstantRateFactor(23));
        Cluster large31 = cluster(LARGE, new ConstantRateFactor(31));
        Cluster small15 = cluster(SMALL, new ConstantRateFactor(15));
        Cluster small23 = cluster(SMALL, new ConstantRateFactor(23));
        RungLadder ladder = new RungLadder(title(
                List.of(large23, large31, small15, small23),
                List.of(List.of(
                        member(large23, 900, 95),
                        member(large31, 300, 80),
                        member(small15, 500, 75),
                        member(small23, 200, 60)))));
        assertThat(ladder.rungs()).isEqualTo(3);
        assertThat(List.of(serving(ladder, 0), serving(ladder, 1), serving(ladder, 2)))
                .containsExactly(List.of(small23.id()), List.of(large31.id()), List.of(large23.id()));
    }
}
