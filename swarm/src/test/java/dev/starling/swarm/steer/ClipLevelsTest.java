package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.OfRows;
import dev.starling.swarm.steer.BlendPlan.OfTail;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.BlendPoint.Basis;
import dev.starling.swarm.title.BlendPoint.Result;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Plans of rows and of requantised members: two members of twelve pictures with two slices each. */
class ClipLevelsTest {
    private static final PictureSize SIZE = new PictureSize(640, 360);
    private static final String TYPES = "ipbbpbbpbbpb";
    private static final int TICKS_PER_PICTURE = 3600;
    private static final BlendGroupId GROUP = new BlendGroupId("360p");
    private static final ClusterId HIGH = new ClusterId("high");
    private static final ClusterId LOW = new ClusterId("low");
    private static final Quality GOOD = new Quality(45, 0.99, 95, 94);
    private static final Quality POOR = new Quality(35, 0.9, 70, 69);
    private static final Clip CLIP = new Clip(
            0,
            0,
            (long) TYPES.length() * TICKS_PER_PICTURE,
            TYPES.length(),
            Clip.Start.SCENE_CUT,
            new SoftAssignment(new TreeMap<>(Map.of(HIGH, 0.5, LOW, 0.5))),
            List.of(new Member(HIGH, 23, 120_000, GOOD), new Member(LOW, 27, 24_000, POOR)),
            Clip.Ceiling.NONE);
    /** The lower half of the pictures from the higher member: 6,000 of 10,000 bytes, and 1,200 of 2,000. */
    private static final RowBlend LOWER_HALF = new RowBlend(HIGH, LOW, new TreeSet<>(List.of(1)));

    private static final Tail TAIL = new Tail(HIGH, 4, 12);

    private static List<AccessUnitEntry> index(int bytes, int secondSlice, Quality quality) {
        List<AccessUnitEntry> index = new ArrayList<>();
        for (int i = 0; i < TYPES.length(); i++) {
            AccessUnitType type = switch (TYPES.charAt(i)) {
                case 'i' -> AccessUnitType.IDR;
                case 'p' -> AccessUnitType.P;
                default -> AccessUnitType.B;
            };
            index.add(new AccessUnitEntry(bytes, i * TICKS_PER_PICTURE, type, 2, List.of(0, secondSlice), quality));
        }
        return index;
    }

    private static ClipMembers members(BlendLevel... levels) {
        SequencedMap<ClusterId, List<AccessUnitEntry>> members = new LinkedHashMap<>();
        members.put(HIGH, index(10_000, 4_000, GOOD));
        members.put(LOW, index(2_000, 800, POOR));
        List<BlendPoint> points = List.of(
                new BlendPoint.OfRows(
                        LOWER_HALF, new Result(81_600, new Quality(41, 0.95, 88, 87), 80, Basis.MEASURED)),
                new BlendPoint.OfRequantised(
                        LOW, new Result(12_000, new Quality(28, 0.8, 35, 34.5), 20, Basis.PREDICTED)));
        Map<Tail, List<AccessUnitEntry>> tails =
                Map.of(TAIL, index(1_000, 400, POOR).subList(4, TYPES.length()));
        Levels allowed = levels.length == 0 ? Levels.ALL : new Levels(EnumSet.copyOf(List.of(levels)));
        return new ClipMembers(CLIP, new ClipMedia(SIZE, members, tails, points), allowed);
    }

    private static Mix mix(long budgetBytes) {
        Profile.H264 profile =
                new Profile.H264(SIZE, StructuralGenes.DEFAULT, new ConstantRateFactor(23), Tuning.DEFAULT);
        List<Cluster> clusters = List.of(new Cluster(HIGH, GROUP, profile), new Cluster(LOW, GROUP, profile));
        ParameterSetPair sets =
                ParameterSetPair.of(new byte[] {0x67, 100, 0, 31, (byte) 0xAC, 90, 1}, new byte[] {0x68, 1, 2});
        Title title = Title.of(
                "made",
                SIZE,
                "none",
                "none",
                List.of(new BlendGroup(GROUP, Codec.H264, SIZE, sets)),
                clusters,
                List.of(CLIP),
                List.of());
        Offer offer = new Offer(new Outlooks(title), CLIP, Optional.empty(), clusters);
        PolicySettings settings = PolicySettings.DEFAULT;
        return new Mix(
                offer,
                MixingMatrix.of(Map.of(HIGH, 0.0, LOW, 0.0), 1),
                clusters.getLast(),
                budgetBytes,
                settings,
                Critic.shortSighted(settings));
    }

    private static BlendPlan whole(BlendPlan.Source source) {
        return BlendPlan.whole(GROUP, source, TYPES.length());
    }

    @Test
    void rowsHaveTheBytesOfTheirSlicesAndTheQualityOfTheirPoint() {
        BlendPlan plan = whole(new OfRows(LOWER_HALF));
        ClipMembers members = members();
        assertThat(members.bytes(plan, 0, 12)).isEqualTo(12 * (6_000 + 800));
        assertThat(members.bytes(plan, 3, 5)).isEqualTo(2 * (6_000 + 800));
        assertThat(members.vmaf(plan)).isCloseTo(88, within(1e-9));
        assertThat(plan.level()).isEqualTo(BlendLevel.SLICE);
    }

    @Test
    void requantisedMembersHaveTheirBudgetAndLoseWhatTheAtlasTells() {
        ClipMembers members = members();
        BlendPlan half = whole(new Requantised(new OfMember(LOW), 12_000));
        assertThat(members.bytes(half, 0, 12)).isEqualTo(12_000);
        assertThat(members.vmaf(half)).isCloseTo(35, within(1e-9));
        BlendPlan between = whole(new Requantised(new OfMember(LOW), 18_000));
        assertThat(members.vmaf(between)).isCloseTo((35 + 70) / 2.0, within(1e-9));
        BlendPlan rest = whole(new OfMember(LOW)).downFrom(6, new Requantised(new OfMember(LOW), 6_000));
        assertThat(members.bytes(rest, 0, 12)).isEqualTo(6 * 2_000 + 6_000);
        assertThat(members.vmaf(rest)).isCloseTo((70 + 35) / 2.0, within(1e-9));
        assertThat(rest.level()).isEqualTo(BlendLevel.COEFFICIENT);
    }

    @Test
    void theBestPointWithinTheBudgetIsThePlan() {
        assertThat(members().plan(mix(80_000))).isEqualTo(whole(new OfRows(LOWER_HALF)));
        assertThat(members().plan(mix(50_000)))
                .isEqualTo(whole(new OfMember(HIGH)).continuedBy(TAIL));
        assertThat(members().plan(mix(30_000))).isEqualTo(whole(new OfMember(LOW)));
    }

    @Test
    void aLevelThatIsNotAllowedIsNotUsed() {
        assertThat(members(BlendLevel.FRAME, BlendLevel.COEFFICIENT).plan(mix(80_000)))
                .isEqualTo(whole(new OfMember(HIGH)).continuedBy(TAIL));
        assertThat(members(BlendLevel.COEFFICIENT).plan(mix(80_000))).isEqualTo(whole(new OfMember(LOW)));
        assertThat(members(BlendLevel.SLICE).tailsOf(HIGH, 0)).isEmpty();
        assertThat(members(BlendLevel.FRAME).rows()).isEmpty();
        assertThat(members(BlendLevel.FRAME).leastShare(new OfMember(LOW))).isEqualTo(1);
        assertThat(members(BlendLevel.COEFFICIENT).leastShare(new OfMember(LOW)))
                .isEqualTo(0.5);
    }

    @Test
    void plansOnlyGoDown() {
        ClipMembers members = members();
        BlendPlan high = whole(new OfMember(HIGH));
        Requantised less = new Requantised(new OfMember(LOW), 6_000);
        assertThat(List.of(
                        high.continuedBy(TAIL),
                        high.downFrom(8, LOW),
                        high.downFrom(8, new OfRows(LOWER_HALF)),
                        high.downFrom(8, less),
                        high.continuedBy(TAIL).downFrom(8, new Requantised(new OfTail(TAIL), 2_000)),
                        whole(new OfRows(LOWER_HALF)).downFrom(8, LOW),
                        whole(new OfRows(LOWER_HALF)).downFrom(8, less)))
                .allMatch(members::goesDown);
        assertThat(List.of(
                        whole(new OfMember(LOW)).downFrom(8, HIGH),
                        whole(new OfMember(LOW)).downFrom(8, new OfRows(LOWER_HALF)),
                        whole(less).downFrom(8, HIGH),
                        whole(less).downFrom(8, LOW),
                        whole(new OfRows(LOWER_HALF)).downFrom(8, HIGH)))
                .noneMatch(members::goesDown);
    }
}
