package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.BlendPlan.Stored;
import dev.starling.swarm.steer.ClipSteering.Step;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.BlendPoint.Basis;
import dev.starling.swarm.title.BlendPoint.Result;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Tail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A clip of 4 s at 25 pictures a second, with tails at 1, 2 and 3 s and perhaps a lower member. */
class ClipSteeringTest {
    private static final int PICTURES = 100;
    private static final int TICKS = 3600;
    private static final BlendGroupId GROUP = new BlendGroupId("720p");
    private static final ClusterId HIGH = new ClusterId("high");
    private static final ClusterId LOW = new ClusterId("low");
    private static final Quality GOOD = new Quality(42, 0.98, 95, 94);
    private static final Quality FAIR = new Quality(38, 0.96, 85, 84);
    private static final Quality WORST = new Quality(26, 0.8, 30, 29);
    private static final PictureSize SIZE = new PictureSize(1280, 720);
    private static final Quality POOR = new Quality(34, 0.93, 70, 69);
    /** 4 Mbit/s. */
    private static final int HIGH_BYTES = 20_000;

    private static final int LOW_BYTES = 12_000;
    private static final int TAIL_BYTES = 3_000;
    private static final Critic CRITIC = Critic.shortSighted(PolicySettings.DEFAULT);
    private static final Instant START = Instant.EPOCH;

    /** Whether the clip has a lower member too. */
    private enum Lower {
        PRESENT,
        ABSENT
    }

    private static List<AccessUnitEntry> index(int from, int bytes, Quality quality, Set<Integer> idrPictures) {
        List<AccessUnitEntry> index = new ArrayList<>();
        for (int i = from; i < PICTURES; i++) {
            AccessUnitType type = idrPictures.contains(i) ? AccessUnitType.IDR : AccessUnitType.P;
            index.add(new AccessUnitEntry(bytes, i * TICKS, type, 2, List.of(0), quality));
        }
        return index;
    }

    private static ClipMembers members(Lower lower, int... tails) {
        return members(lower, Set.of(0), tails);
    }

    private static ClipMembers members(Lower lower, Set<Integer> idrPictures, int... tails) {
        List<Member> all = new ArrayList<>(List.of(new Member(HIGH, 23, (long) PICTURES * HIGH_BYTES, GOOD)));
        SequencedMap<ClusterId, List<AccessUnitEntry>> indexes = new LinkedHashMap<>();
        indexes.put(HIGH, index(0, HIGH_BYTES, GOOD, idrPictures));
        if (lower == Lower.PRESENT) {
            all.add(new Member(LOW, 27, (long) PICTURES * LOW_BYTES, FAIR));
            indexes.put(LOW, index(0, LOW_BYTES, FAIR, idrPictures));
        }
        Map<Tail, List<AccessUnitEntry>> ofTails = new LinkedHashMap<>();
        for (int from : tails) {
            ofTails.put(new Tail(HIGH, from, 12), index(from, TAIL_BYTES, POOR, idrPictures));
        }
        Clip clip = new Clip(
                0,
                0,
                (long) PICTURES * TICKS,
                PICTURES,
                Clip.Start.SCENE_CUT,
                new SoftAssignment(new TreeMap<>(Map.of(HIGH, 1.0))),
                all,
                Clip.Ceiling.NONE);
        List<BlendPoint> points = lower == Lower.PRESENT
                ? List.of(new BlendPoint.OfRequantised(
                        LOW, new Result(PICTURES * LOW_BYTES / 5, WORST, 1, Basis.PREDICTED)))
                : List.of();
        return new ClipMembers(clip, new ClipMedia(SIZE, indexes, ofTails, points), Levels.ALL);
    }

    /** Sends the clip with 4 s of buffer; every chunk takes as long as its bytes at the path's speed. */
    private static BlendPlan send(ClipMembers members, IntToDoubleFunction bitsPerSecondAt, List<Step> steps) {
        ClipSteering steering = new ClipSteering(members, BlendPlan.whole(GROUP, HIGH, PICTURES), CRITIC);
        Instant now = START;
        int at = 0;
        while (true) {
            double speed = bitsPerSecondAt.applyAsDouble(at);
            Optional<Step> step = steering.next(now, path(speed), Optional.of(START.plusSeconds(4)));
            if (step.isEmpty()) {
                return steering.plan();
            }
            steps.add(step.get());
            if (step.get() instanceof Step.Chunk(int from, int until)) {
                double seconds = members.bytes(steering.plan(), from, until) * 8 / speed;
                now = now.plus(Duration.ofNanos((long) (seconds * 1e9)));
                at = until;
            }
        }
    }

    @Test
    void aCollapsingPathGetsTheTailOfTheNextSwitchPoint() {
        List<Step> steps = new ArrayList<>();
        BlendPlan sent = send(members(Lower.ABSENT, 25, 50, 75), at -> at < 30 ? 20e6 : 1.6e6, steps);
        assertThat(sent.spans())
                .containsExactly(
                        BlendPlan.Span.of(HIGH, 0, 50),
                        new BlendPlan.Span(new BlendPlan.OfTail(new Tail(HIGH, 50, 12)), 50, 100));
        assertThat(steps)
                .filteredOn(Step.DownMoved.class::isInstance)
                .singleElement()
                .satisfies(step -> {
                    Step.DownMoved moved = (Step.DownMoved) step;
                    assertThat(moved.accessUnit()).isEqualTo(50);
                    assertThat(moved.tail()).contains(new Tail(HIGH, 50, 12));
                });
    }

    @Test
    void aFastPathGetsTheWholeMember() {
        assertThat(send(members(Lower.PRESENT, 25, 50, 75), at -> 50e6, new ArrayList<>())
                        .spans())
                .containsExactly(BlendPlan.Span.of(HIGH, 0, PICTURES));
    }

    @Test
    void chunksEndWhereATailBegins() {
        List<Step> steps = new ArrayList<>();
        send(members(Lower.ABSENT, 26, 51, 77), at -> 50e6, steps);
        assertThat(steps)
                .filteredOn(Step.Chunk.class::isInstance)
                .extracting(step -> ((Step.Chunk) step).until())
                .contains(26, 51, 77, PICTURES);
    }

    @Test
    void aSpliceIsMadeOnlyWhereNoTailIsWorthMore() {
        BlendPlan withoutTails = send(members(Lower.PRESENT), at -> at < 30 ? 20e6 : 2e6, new ArrayList<>());
        assertThat(withoutTails.spans().getLast().member()).isEqualTo(LOW);
        assertThat(withoutTails.spans().getLast().from()).isBetween(30, 49);
        // The tail has already gone by; the next one is too far.
        BlendPlan late = send(members(Lower.PRESENT, 25), at -> at < 30 ? 20e6 : 2e6, new ArrayList<>());
        assertThat(late.spans().getLast().member()).isEqualTo(LOW);
    }

    /** The path collapses behind the lower member's last chance before the tail, and then comes back. */
    @Test
    void aTailIsNotLeftForAMemberThatIsBetter() {
        BlendPlan sent = send(members(Lower.PRESENT, 50), at -> at < 49 || at >= 70 ? 20e6 : 0.5e6, new ArrayList<>());
        assertThat(sent.spans())
                .containsExactly(
                        BlendPlan.Span.of(HIGH, 0, 50),
                        new BlendPlan.Span(new BlendPlan.OfTail(new Tail(HIGH, 50, 12)), 50, PICTURES));
    }

    @Test
    void behindATailOnlyTheTailLosesLevelsOrRests() {
        BlendPlan sent =
                send(members(Lower.PRESENT, 50), at -> at < 49 ? 20e6 : at < 60 ? 0.5e6 : 0.1e6, new ArrayList<>());
        BlendPlan.OfTail tail = new BlendPlan.OfTail(new Tail(HIGH, 50, 12));
        assertThat(sent.spans())
                .contains(new BlendPlan.Span(tail, 50, sent.spans().get(1).until()));
        assertThat(sent.spans())
                .filteredOn(span -> span.from() > 50)
                .isNotEmpty()
                .allMatch(span -> span.source() instanceof Requantised(Stored of, long _) && of.equals(tail));
    }

    /** The path at first carries two pictures as a chunk; no member may take over before the third P picture. */
    private static final double FAST = 6e6;

    @Test
    void whatIsSentLosesLevelsWhereTheLowerMemberWouldTakeOverTooLate() {
        List<Step> steps = new ArrayList<>();
        BlendPlan sent = send(members(Lower.PRESENT), at -> at < 2 ? FAST : 0.55e6, steps);
        assertThat(sent.spans().get(1)).satisfies(span -> {
            assertThat(span.from()).isEqualTo(2);
            assertThat(span.source())
                    .isInstanceOfSatisfying(
                            Requantised.class, it -> assertThat(it.of()).isEqualTo(new OfMember(HIGH)));
        });
    }

    @Test
    void whatIsSentGoesOnUntilTheLowerMemberMayTakeOverIfThatIsInTime() {
        BlendPlan sent = send(members(Lower.PRESENT), at -> at < 2 ? FAST : 2.7e6, new ArrayList<>());
        assertThat(sent.spans()).containsExactly(BlendPlan.Span.of(HIGH, 0, 4), BlendPlan.Span.of(LOW, 4, PICTURES));
    }

    private static PathState path(double bitsPerSecond) {
        return new PathState(OptionalDouble.of(bitsPerSecond), true, Optional.empty(), PathState.Queue.NONE);
    }

    /** The lower member may take over at the third P picture, and a chunk of the slower path has two pictures. */
    @Test
    void aChunkEndsWhereTheBestWayBegins() {
        ClipSteering steering =
                new ClipSteering(members(Lower.PRESENT), BlendPlan.whole(GROUP, HIGH, PICTURES), CRITIC);
        assertThat(steering.next(START, path(8e6), Optional.of(START.plusSeconds(4))))
                .contains(new Step.Chunk(0, 3));
        Optional<Instant> soon = Optional.of(START.plusSeconds(2));
        assertThat(steering.next(START, path(5.6e6), soon)).contains(new Step.Chunk(3, 4));
        assertThat(steering.next(START, path(5.6e6), soon))
                .get()
                .isInstanceOfSatisfying(
                        Step.DownMoved.class,
                        moved -> assertThat(moved.accessUnit()).isEqualTo(4));
    }

    private static PathState full(double bitsPerSecond) {
        return new PathState(
                OptionalDouble.of(bitsPerSecond),
                true,
                Optional.empty(),
                new PathState.Queue(100_000, 0, OptionalLong.of(10_000)));
    }

    /** A clip of which four pictures are sent, and which has moved down while enough is on its way. */
    private static ClipSteering movedWhileFull(Optional<Instant> soon) {
        ClipSteering steering =
                new ClipSteering(members(Lower.PRESENT), BlendPlan.whole(GROUP, HIGH, PICTURES), CRITIC);
        steering.next(START, path(8e6), Optional.of(START.plusSeconds(4)));
        assertThat(steering.next(START, path(5.6e6), soon)).contains(new Step.Chunk(3, 4));
        assertThat(steering.next(START, full(5.6e6), soon)).get().isInstanceOf(Step.DownMoved.class);
        assertThat(steering.plan().memberAt(4)).isEqualTo(LOW);
        assertThat(steering.next(START, full(5.6e6), soon)).get().isInstanceOf(Step.Wait.class);
        return steering;
    }

    @Test
    void aMoveIsTakenBackIfThePathIsFastAgainBeforeItIsSent() {
        Optional<Instant> soon = Optional.of(START.plusSeconds(2));
        ClipSteering steering = movedWhileFull(soon);
        assertThat(steering.next(START, path(50e6), soon)).contains(new Step.MovedBack(4));
        assertThat(steering.next(START, path(50e6), soon))
                .get()
                .isInstanceOfSatisfying(
                        Step.Chunk.class, it -> assertThat(it.from()).isEqualTo(4));
        assertThat(steering.plan().memberAt(4)).isEqualTo(HIGH);
    }

    @Test
    void aMoveThatIsStillTheBestStays() {
        Optional<Instant> soon = Optional.of(START.plusSeconds(2));
        ClipSteering steering = movedWhileFull(soon);
        assertThat(steering.next(START, path(5.6e6), soon)).get().isInstanceOf(Step.Chunk.class);
        assertThat(steering.plan().memberAt(4)).isEqualTo(LOW);
    }

    @Test
    void whereRequantisingIsGivenUpTheRestGoesOutAsItIsStored() {
        ClipSteering steering =
                new ClipSteering(members(Lower.PRESENT), BlendPlan.whole(GROUP, HIGH, PICTURES), CRITIC);
        PathState slow = path(0.6e6);
        List<ClusterId> given = new ArrayList<>();
        for (Optional<Step> step = steering.next(START, slow, Optional.of(START.plusSeconds(4)));
                step.isPresent();
                step = steering.next(START, slow, Optional.of(START.plusSeconds(4)))) {
            BlendPlan planned = steering.plan();
            if (step.get() instanceof Step.Chunk(int from, int _)
                    && planned.spanAt(from).source() instanceof Requantised(Stored of, long _)) {
                given.add(of.member());
                steering.requantisingGivenUp(BlendPlan.whole(GROUP, of, PICTURES));
            }
        }
        assertThat(given).containsExactly(LOW);
        assertThat(steering.plan().spans()).noneMatch(it -> it.source() instanceof Requantised);
        assertThat(steering.plan().spanAt(PICTURES - 1).member()).isEqualTo(LOW);
    }

    private static boolean rests(BlendPlan.Span span) {
        return span.source() instanceof Requantised requantised && requantised.rests(PICTURES - span.from());
    }

    /** The path carries next to nothing from the third picture on. */
    private static BlendPlan sentOnADeadPath(ClipMembers members) {
        ClipSteering steering = new ClipSteering(members, BlendPlan.whole(GROUP, HIGH, PICTURES), CRITIC);
        Optional<Step> step = steering.next(START, path(8e6), Optional.of(START.plusSeconds(4)));
        while (step.isPresent()) {
            step = steering.next(START, path(0.05e6), Optional.of(START.plusSeconds(2)));
        }
        return steering.plan();
    }

    @Test
    void picturesRestOnlyBehindTheLastIdrPicture() {
        assertThat(sentOnADeadPath(members(Lower.PRESENT)).spans())
                .filteredOn(ClipSteeringTest::rests)
                .singleElement()
                .satisfies(span -> assertThat(span.from()).isLessThan(10));
        assertThat(sentOnADeadPath(members(Lower.PRESENT, Set.of(0, 60))).spans())
                .filteredOn(ClipSteeringTest::rests)
                .allSatisfy(span -> assertThat(span.from()).isGreaterThan(60));
    }

    @Test
    void whereRestingFailsItIsNotTriedAgain() {
        ClipSteering steering =
                new ClipSteering(members(Lower.PRESENT), BlendPlan.whole(GROUP, HIGH, PICTURES), CRITIC);
        PathState dead = path(0.05e6);
        int rested = 0;
        for (Optional<Step> step = steering.next(START, path(8e6), Optional.of(START.plusSeconds(4)));
                step.isPresent();
                step = steering.next(START, dead, Optional.of(START.plusSeconds(2)))) {
            if (step.get() instanceof Step.Chunk(int from, int _)
                    && rests(steering.plan().spanAt(from))) {
                rested++;
                steering.requantisingGivenUp(BlendPlan.whole(GROUP, HIGH, PICTURES));
            }
        }
        assertThat(rested).isOne();
        assertThat(steering.plan().spans()).noneMatch(ClipSteeringTest::rests);
    }
}
