package dev.starling.swarm.steer;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClipMembersTest {
    /** Picture types in decoding order; moves are allowed at access units 0 and 8 to 11. */
    private static final PictureSize SIZE = new PictureSize(640, 360);

    private static final String TYPES = "ipbbpbbpbbpb";

    private static final int TICKS_PER_PICTURE = 3600;
    private static final Cluster HIGH = cluster(23);
    private static final Cluster LOW = cluster(27);
    private static final Quality GOOD = new Quality(45, 0.99, 95, 94);
    private static final Quality POOR = new Quality(35, 0.9, 70, 69);
    private static final Clip CLIP = new Clip(
            0,
            0,
            (long) TYPES.length() * TICKS_PER_PICTURE,
            TYPES.length(),
            Clip.Start.SCENE_CUT,
            new SoftAssignment(new TreeMap<>(Map.of(HIGH.id(), 0.5, LOW.id(), 0.5))),
            List.of(new Member(HIGH.id(), 23, 1200, GOOD), new Member(LOW.id(), 27, 120, POOR)),
            Clip.Ceiling.NONE);

    private final ClipMembers members = new ClipMembers(CLIP, indexes());

    private static Cluster cluster(double crf) {
        return new Cluster(
                new ClusterId("crf" + (int) crf),
                new BlendGroupId("360p"),
                new Profile.H264(SIZE, StructuralGenes.DEFAULT, new ConstantRateFactor(crf), Tuning.DEFAULT));
    }

    private static SequencedMap<ClusterId, List<AccessUnitEntry>> indexes() {
        SequencedMap<ClusterId, List<AccessUnitEntry>> indexes = new LinkedHashMap<>();
        indexes.put(HIGH.id(), index(100, GOOD));
        indexes.put(LOW.id(), index(10, POOR));
        return indexes;
    }

    private static List<AccessUnitEntry> index(int bytes, Quality quality) {
        List<AccessUnitEntry> index = new ArrayList<>();
        for (int i = 0; i < TYPES.length(); i++) {
            AccessUnitType type = switch (TYPES.charAt(i)) {
                case 'i' -> AccessUnitType.IDR;
                case 'p' -> AccessUnitType.P;
                default -> AccessUnitType.B;
            };
            index.add(new AccessUnitEntry(bytes, i * TICKS_PER_PICTURE, type, 2, List.of(0), quality));
        }
        return index;
    }

    private static Mix halfAndHalf() {
        Policy indifferent =
                (offer, client, network) -> offer.clusters().stream().collect(toMap(Cluster::id, cluster -> 0.0));
        Title title = Title.of(
                "made",
                SIZE,
                "none",
                "none",
                List.of(new BlendGroup(
                        HIGH.group(),
                        Codec.H264,
                        SIZE,
                        ParameterSetPair.of(
                                new byte[] {0x67, 100, 0, 31, (byte) 0xAC, 90, 1}, new byte[] {0x68, 1, 2}))),
                List.of(HIGH, LOW),
                List.of(CLIP),
                List.of());
        Offer offer = new Offer(new Outlooks(title), CLIP, Optional.empty(), List.of(HIGH, LOW));
        return Mix.of(indifferent, offer, CapabilityVector.UNKNOWN, NetworkState.UNKNOWN);
    }

    /** How far the pictures after a splice drift is not measured. */
    @Test
    void aPlanSplicesNoMembers() {
        assertThat(halfAndHalf().budgetBytes()).isEqualTo(660);
        assertThat(members.plan(halfAndHalf()).spans()).containsExactly(Span.of(LOW.id(), 0, 12));
    }

    @Test
    void bytesAndQualityOfTheRestAreThoseOfTheMembersThatSupplyIt() {
        BlendPlan plan = BlendPlan.whole(HIGH.group(), HIGH.id(), 12).downFrom(8, LOW.id());
        assertThat(members.bytes(plan, 0, 12)).isEqualTo(8 * 100 + 4 * 10);
        assertThat(members.bytes(plan, 7, 9)).isEqualTo(110);
        assertThat(members.vmaf(plan)).isCloseTo((8 * 95 + 4 * 70) / 12.0, within(1e-9));
        assertThat(members.outcome(plan).quality().vmaf()).isCloseTo((8 * 95 + 4 * 70) / 12.0, within(1e-9));
    }

    private static final Tail EARLY = new Tail(HIGH.id(), 4, 12);
    private static final Tail LATE = new Tail(HIGH.id(), 7, 4);

    private static ClipMembers withTails() {
        return new ClipMembers(
                CLIP,
                indexes(),
                Map.of(
                        LATE,
                        index(6, GOOD).subList(7, 12),
                        EARLY,
                        index(5, POOR).subList(4, 12)));
    }

    @Test
    void aTailSuppliesTheRestOfAPlan() {
        ClipMembers withTails = withTails();
        BlendPlan plan = BlendPlan.whole(HIGH.group(), HIGH.id(), 12).continuedBy(EARLY);
        assertThat(withTails.bytes(plan, 0, 12)).isEqualTo(4 * 100 + 8 * 5);
        assertThat(withTails.bytes(plan, 3, 6)).isEqualTo(110);
        assertThat(withTails.vmaf(plan)).isCloseTo((4 * 95 + 8 * 70) / 12.0, within(1e-9));
        assertThat(withTails.outcome(plan).quality().vmaf()).isCloseTo((4 * 95 + 8 * 70) / 12.0, within(1e-9));
        BlendPlan lower = plan.downFrom(8, LOW.id());
        assertThat(withTails.bytes(lower, 0, 12)).isEqualTo(4 * 100 + 4 * 5 + 4 * 10);
        assertThat(withTails.tailsOf(HIGH.id(), 5)).containsExactly(LATE);
        assertThat(withTails.tailsOf(HIGH.id(), 0)).containsExactly(EARLY, LATE);
        assertThat(withTails.tailsOf(LOW.id(), 0)).isEmpty();
    }

    @Test
    void aMemberThatGoesOnAsATailFillsTheBudget() {
        assertThat(withTails().plan(halfAndHalf()).spans())
                .containsExactly(Span.of(HIGH.id(), 0, 4), new Span(new BlendPlan.OfTail(EARLY), 4, 12));
    }

    @Test
    void aTailOfOtherPicturesIsRefused() {
        for (List<AccessUnitEntry> other :
                List.of(index(6, GOOD).subList(6, 12), index(6, GOOD).subList(6, 11))) {
            assertThatThrownBy(() -> new ClipMembers(CLIP, indexes(), Map.of(LATE, other)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not continue");
        }
    }

    @Test
    void onlyPoorerMembersAreBelowAnother() {
        assertThat(members.below(HIGH.id())).containsExactly(LOW.id());
        assertThat(members.below(LOW.id())).isEmpty();
    }

    @Test
    void aMemberOfAnotherLengthIsRefused() {
        SequencedMap<ClusterId, List<AccessUnitEntry>> indexes = indexes();
        indexes.put(LOW.id(), index(10, POOR).subList(0, 11));
        assertThatThrownBy(() -> new ClipMembers(CLIP, indexes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("11");
    }
}
