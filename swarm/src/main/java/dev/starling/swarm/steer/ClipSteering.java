package dev.starling.swarm.steer;

import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.OfRows;
import dev.starling.swarm.steer.BlendPlan.OfTail;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.BlendPlan.Source;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.steer.BlendPlan.Stored;
import dev.starling.swarm.steer.DownMove.Rest;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Steers the delivery of one clip: decides before each chunk whether the rest of the clip goes down, to a tail of the
 * member, to a lower member or to fewer levels, and how large the chunk is. It has no clock, connection or sink. The
 * edge or a simulator calls {@link #next}, carries out the step, and reports the transfer to the {@link PathMonitor}.
 * For one thread.
 */
public final class ClipSteering {
    /**
     * The unsent bytes that a connection should queue ({@code TCP_NOTSENT_LOWAT}): with more, every decision in flight
     * would take effect late.
     */
    public static final int MAX_UNSENT_BYTES = 16 * 1024;
    /** The longest chunk that does not end the clip, in media time, and so the longest time between two decisions. */
    private static final int MAX_CHUNK_TICKS = Title.TIMESCALE / 2;
    /** A chunk is no larger than the path carries in this time: once begun, it cannot shrink. */
    private static final double MAX_CHUNK_SECONDS_ON_THE_PATH = 0.06;
    /** The largest chunk while the path is unknown, and as many bytes as may then be on their way before the next. */
    private static final long CAREFUL_CHUNK_BYTES = 64 * 1024;

    /** Between two looks at the connection passes at least and at most this time, in seconds. */
    private static final double MIN_WAIT_SECONDS = 0.005;

    private static final double MAX_WAIT_SECONDS = 0.05;
    /**
     * A client that plays so long from its buffer does not wait for what is on its way when the path collapses: at a
     * hundredth of its throughput, the path carries the largest chunk in six seconds.
     */
    private static final Duration FAR = Duration.ofSeconds(10);
    /** In smaller chunks headers would dominate. */
    private static final long MIN_CHUNK_BYTES = 4 * 1024;

    /** The budgets at which a member is requantised in flight, from its size to the smallest possible. */
    private static final int REQUANTISED_WAYS = 8;
    /** A smaller saving is not worth its loss. */
    private static final double MAX_REQUANTISED_SHARE = 0.95;
    /** Of what arrives in time: headers need some of it, and throughput varies. */
    private static final double[] ARRIVING_PARTS = {0.9, 0.8, 0.65};

    /** A path that carries nothing still has a rate that divides. */
    private static final double MIN_BITS_PER_SECOND = 1_000;

    private final ClipMembers members;
    private final Critic critic;
    private BlendPlan plan;
    private int at;
    /** Whether the decision before access unit {@link #at} was made. */
    private boolean decided;
    /** Where the best way begins that was found: there it is decided again. */
    private int nextWay;
    /** The plan before the moves of which nothing has been sent; null if there are none. */
    private @Nullable BlendPlan before;

    /** The members whose requantising was too late. That of a lower one, with fewer levels, may be in time. */
    private final Set<ClusterId> givenUp = new HashSet<>();
    /** Whether pictures could not be made to rest: those of no member can, then. */
    private boolean restingGivenUp;

    /** A step of the delivery. */
    public sealed interface Step {
        /**
         * Send a chunk of the plan.
         *
         * @param from its first access unit
         * @param until the first access unit after it, above {@code from}
         */
        record Chunk(int from, int until) implements Step {}

        /**
         * Wait, and look at the connection again: enough is on its way. Without a look, the next step would be the
         * same.
         *
         * @param time for how long
         */
        record Wait(Duration time) implements Step {}

        /**
         * The rest of the clip goes down; {@link ClipSteering#plan} is the new plan.
         *
         * @param span the rest of the clip
         * @param path the path at the time of the decision
         * @param left the time until the client's buffer runs empty; negative if it already has
         */
        record DownMoved(Span span, PathState path, Duration left) implements Step {
            /** The first access unit of the rest. */
            public int accessUnit() {
                return span.from();
            }

            /** The lower member, or the member whose tail follows. */
            public ClusterId member() {
                return span.member();
            }

            /** The tail, if the member goes on as one. */
            public Optional<Tail> tail() {
                return span.tail();
            }
        }

        /**
         * The down-moves at an access unit are taken back: they were made while enough was on its way, nothing of them
         * has been sent, and now they are no longer the best. {@link ClipSteering#plan} is the plan before.
         */
        record MovedBack(int accessUnit) implements Step {}
    }

    /**
     * @param plan the plan to start with; its members are among {@code members}
     * @param critic values the ways to continue
     */
    public ClipSteering(ClipMembers members, BlendPlan plan, Critic critic) {
        this.members = members;
        this.critic = new RecentCritic(critic);
        this.plan = plan;
    }

    /**
     * Tells that requantising was given up in the last chunk: the rest goes out as it is stored, unless it goes down
     * again. Nothing more of that member is requantised. If its pictures were to rest, none are from now on.
     *
     * @param sent the plan as it is carried out until now
     */
    public void requantisingGivenUp(BlendPlan sent) {
        Span failed = plan.spanAt(at - 1);
        if (failed.source() instanceof Requantised requantised
                && requantised.rests(members.accessUnits() - failed.from())) {
            restingGivenUp = true;
        }
        givenUp.add(failed.member());
        plan = sent;
    }

    /** The current plan; once {@link #next} is empty, the plan as it was carried out. */
    public BlendPlan plan() {
        return plan;
    }

    /**
     * The next step.
     *
     * @param path the current state of the path
     * @param deadline when the client's buffer runs empty; while it is unknown, there are no down-moves
     * @return a down-move or its end, a wait, or the next chunk; empty after the last chunk
     */
    public Optional<Step> next(Instant now, PathState path, Optional<Instant> deadline) {
        if (at == members.accessUnits()) {
            return Optional.empty();
        }
        boolean waits = path.queue().bytes() > path.queue().enough().orElse(CAREFUL_CHUNK_BYTES);
        if (!decided) {
            decided = true;
            nextWay = members.accessUnits();
            Optional<Duration> left = deadline.map(it -> Duration.between(now, it));
            Optional<Step> step =
                    waits ? moveDown(path, left) : confirm(path, left).or(() -> moveDown(path, left));
            if (step.isPresent()) {
                return step;
            }
        }
        decided = false;
        if (waits) {
            return Optional.of(new Step.Wait(look(path)));
        }
        before = null;
        int from = at;
        OptionalDouble rate = path.bitsPerSecond();
        boolean far = deadline.isEmpty() || !deadline.get().isBefore(now.plus(FAR));
        at = far && isOneChunk(members.bytes(plan, from, members.accessUnits()), rate)
                ? members.accessUnits()
                : Math.min(chunkUntil(from, maxChunkBytes(rate)), Math.min(nextTail(from + 1), nextWay));
        return Optional.of(new Step.Chunk(from, at));
    }

    /**
     * Whether a path is known to carry so many bytes in the time of a chunk. Such a rest of a clip is one chunk,
     * however long it plays: nothing about it could be decided again.
     *
     * @param bitsPerSecond its current throughput; empty before the first measurement
     */
    public static boolean isOneChunk(long bytes, OptionalDouble bitsPerSecond) {
        return bitsPerSecond.isPresent() && bytes <= maxChunkBytes(bitsPerSecond);
    }

    /** A chunk has at least one access unit, which may be larger. */
    private static long maxChunkBytes(OptionalDouble bitsPerSecond) {
        return bitsPerSecond.isPresent()
                ? Math.max(MIN_CHUNK_BYTES, (long) (bitsPerSecond.getAsDouble() / 8 * MAX_CHUNK_SECONDS_ON_THE_PATH))
                : CAREFUL_CHUNK_BYTES;
    }

    /** When to look at a connection again: about when enough of what is on its way has arrived. */
    public static Duration look(PathState path) {
        long more = path.queue().bytes() - path.queue().enough().orElse(CAREFUL_CHUNK_BYTES);
        double seconds = more * 8 / Math.max(1, path.bitsPerSecond().orElse(1));
        return Duration.ofNanos((long) (Math.clamp(seconds, MIN_WAIT_SECONDS, MAX_WAIT_SECONDS) * 1e9));
    }

    /**
     * Decides again what was decided while enough was on its way: what a path was like then says less than what it is
     * like when the next bytes go out.
     */
    private Optional<Step> confirm(PathState path, Optional<Duration> left) {
        BlendPlan planned = before;
        if (planned == null) {
            return Optional.empty();
        }
        BlendPlan moved = plan;
        plan = planned;
        before = null;
        Optional<Span> best = best(path, left).filter(it -> it.from() == at);
        if (best.isEmpty()) {
            decided = false;
            return Optional.of(new Step.MovedBack(at));
        }
        if (best.get().source().equals(moved.spanAt(at).source())) {
            plan = moved;
            return Optional.empty();
        }
        return Optional.of(moveDown(best.get(), path, left.orElseThrow()));
    }

    private Optional<Step> moveDown(PathState path, Optional<Duration> left) {
        Optional<Span> best = best(path, left);
        if (best.isEmpty()) {
            return Optional.empty();
        }
        if (best.get().from() > at) {
            nextWay = best.get().from();
            return Optional.empty();
        }
        return Optional.of(moveDown(best.get(), path, left.orElseThrow()));
    }

    private Step moveDown(Span way, PathState path, Duration left) {
        if (before == null) {
            before = plan;
        }
        plan = plan.downFrom(at, way.source());
        return new Step.DownMoved(way, path, left);
    }

    /** The best way down; empty if going on is better. */
    private Optional<Span> best(PathState path, Optional<Duration> left) {
        if (left.isEmpty() || path.bitsPerSecond().isEmpty()) {
            return Optional.empty();
        }
        List<Span> ways = new ArrayList<>();
        DownMove.Path now = new DownMove.Path(
                Math.max(MIN_BITS_PER_SECOND, path.bitsPerSecond().getAsDouble()),
                path.filled(),
                path.queuedBytes(),
                left.get(),
                path.sustained());
        addTails(ways);
        addSplices(ways);
        addRequantised(ways, now.arrivingBytes());
        List<Rest> rests = new ArrayList<>(ways.size());
        for (Span way : ways) {
            rests.add(rest(way));
        }
        int end = members.accessUnits();
        Rest goOn =
                new Rest(members.bytes(plan, at, end), members.vmaf(plan), members.requantisingSeconds(plan, at, end));
        return resting(goOn, rests, now).or(() -> moving(goOn, ways, rests, now));
    }

    private Optional<Span> moving(Rest goOn, List<Span> ways, List<Rest> rests, DownMove.Path path) {
        OptionalInt choice = inTime(goOn, ways, rests, path);
        if (choice.isEmpty()) {
            choice = DownMove.decide(goOn, rests, path, critic);
        }
        return choice.isPresent() ? Optional.of(ways.get(choice.getAsInt())) : Optional.empty();
    }

    /**
     * The best way with fewer levels that arrives in time, if nothing that is stored does: below the lowest member the
     * price of a stall is no longer weighed against quality, but against that of processor time.
     */
    private OptionalInt inTime(Rest goOn, List<Span> ways, List<Rest> rests, DownMove.Path path) {
        if (path.mayWait() || path.arrives(goOn)) {
            return OptionalInt.empty();
        }
        double leastLate = path.lateSeconds(goOn);
        OptionalInt best = OptionalInt.empty();
        for (int i = 0; i < ways.size(); i++) {
            Rest rest = rests.get(i);
            if (!(ways.get(i).source() instanceof Requantised)) {
                leastLate = Math.min(leastLate, path.lateSeconds(rest));
            } else if (path.arrives(rest)
                    && (best.isEmpty()
                            || rest.vmaf() > rests.get(best.getAsInt()).vmaf())) {
                best = OptionalInt.of(i);
            }
        }
        double stall = critic.prices().waiting().stallSecond() * leastLate;
        return best.isPresent()
                        && leastLate > 0
                        && critic.prices().cpuSecond()
                                        * rests.get(best.getAsInt()).requantisingSeconds()
                                >= stall
                ? best
                : OptionalInt.empty();
    }

    /**
     * The best way that ends in a resting picture, if the client still plays, the plan does not arrive in time, and
     * that way is worth more than every other one by its quality and its stall.
     */
    private Optional<Span> resting(Rest goOn, List<Rest> others, DownMove.Path path) {
        if (path.mayWait() || !path.plays() || path.arrives(goOn)) {
            return Optional.empty();
        }
        double most = valueInTime(goOn, path);
        for (Rest other : others) {
            most = Math.max(most, valueInTime(other, path));
        }
        Optional<Span> best = Optional.empty();
        for (Span way : restingWays(path.arrivingBytes())) {
            double value = valueInTime(rest(way), path);
            if (value > most) {
                most = value;
                best = Optional.of(way);
            }
        }
        return best;
    }

    /** What a rest is worth by its quality and its stall alone. */
    private double valueInTime(Rest rest, DownMove.Path path) {
        PolicySettings.Prices prices = critic.prices();
        return prices.quality() * rest.vmaf() + prices.waiting().stallSecond() * path.lateSeconds(rest);
    }

    /** The ways to go on until a tail of the current member, and then with the tail. */
    private void addTails(List<Span> ways) {
        Span now = plan.spanAt(Math.max(0, at - 1));
        // A tail refers to pictures as the member has them.
        if (now.source() instanceof OfMember(ClusterId member) && !givenUp.contains(member)) {
            for (Tail tail : members.tailsOf(member, at)) {
                if (tail.from() <= now.until()) {
                    ways.add(new Span(new OfTail(tail), tail.from(), members.accessUnits()));
                }
            }
        }
    }

    /**
     * The ways to go on with a lower member, here or where it may take over next. After a tail, rows or requantised
     * pictures, a member that is better than they are is no way down.
     */
    private void addSplices(List<Span> ways) {
        int from = nextTakeOver();
        if (from == members.accessUnits()) {
            return;
        }
        Source now = plan.spanAt(from).source();
        for (ClusterId member : members.below(now.member())) {
            Span way = Span.of(member, from, members.accessUnits());
            if (now instanceof OfMember || members.vmaf(plan, way) <= members.vmaf(plan)) {
                ways.add(way);
            }
        }
    }

    /** Where another member may take over first; the end if that is nowhere. */
    private int nextTakeOver() {
        int end = members.accessUnits();
        for (int next = members.splicePoints().next(at);
                next < end;
                next = members.splicePoints().next(next + 1)) {
            if (members.mayTakeOver(plan, next)) {
                return next == 0 || members.levels().allow(BlendLevel.FRAME) ? next : end;
            }
        }
        return end;
    }

    /**
     * The ways to go on with fewer levels, at several budgets: of what is being sent, or of the lowest member from
     * where it may take over. Some of the budgets are what arrives before the client's buffer runs empty.
     *
     * @param arriving the bytes that do
     */
    private void addRequantised(List<Span> ways, double arriving) {
        switch (plan.spanAt(at).source()) {
            case Stored stored -> addRequantised(ways, stored, at, arriving);
            case Requantised(Stored of, long _) -> addRequantised(ways, of, at, arriving);
            case OfRows _ -> {}
        }
        int from = nextTakeOver();
        if (from < members.accessUnits()) {
            List<ClusterId> below = members.below(plan.spanAt(from).member());
            if (!below.isEmpty()) {
                addRequantised(ways, new OfMember(below.getLast()), from, arriving - members.bytes(plan, at, from));
            }
        }
    }

    private void addRequantised(List<Span> ways, Stored source, int from, double arriving) {
        double share = members.leastShare(source);
        if (share >= 1 || givenUp.contains(source.member())) {
            return;
        }
        int end = members.accessUnits();
        long whole = members.storedBytes(source, from, end);
        long most = plan.spanAt(from).source() instanceof Requantised ? members.bytes(plan, from, end) : whole;
        long least = Math.max((long) Math.ceil(share * whole), (long) Requantised.RESTING_BYTES * (end - from) + 1);
        TreeSet<Long> budgets = new TreeSet<>();
        for (double part : ARRIVING_PARTS) {
            budgets.add(Math.round(arriving * part));
        }
        for (int i = 0; i < REQUANTISED_WAYS; i++) {
            budgets.add(Math.round(whole * Math.pow(share, (i + 1.0) / REQUANTISED_WAYS)));
        }
        for (long budget : budgets) {
            if (budget >= least && budget < most * MAX_REQUANTISED_SHARE) {
                ways.add(new Span(new Requantised(source, budget), from, end));
            }
        }
    }

    /**
     * The ways to go on for about as long as that arrives before the client's buffer runs empty, or not at all, and to
     * rest from the next picture on that may.
     *
     * @param arriving the bytes that do
     */
    private List<Span> restingWays(double arriving) {
        if (restingGivenUp) {
            return List.of();
        }
        int end = members.accessUnits();
        RestPoints rests = members.restPoints();
        TreeSet<Integer> points = new TreeSet<>(List.of(rests.next(at)));
        for (double part : ARRIVING_PARTS) {
            double budget = part * arriving - rests.bytes(end - at);
            if (budget > 0) {
                points.add(rests.next(members.untilBytes(plan, at, end, (long) budget)));
            }
        }
        List<Span> ways = new ArrayList<>();
        for (int from : points) {
            if (from > 0 && from < end) {
                restingFrom(from).ifPresent(ways::add);
            }
        }
        return ways;
    }

    /** What is sent at an access unit at rest; empty if it rests already, or the atlas knows nothing of the member. */
    private Optional<Span> restingFrom(int from) {
        int end = members.accessUnits();
        Span now = plan.spanAt(from);
        Optional<Stored> source = switch (now.source()) {
            case Stored stored -> Optional.of(stored);
            case Requantised requantised ->
                requantised.rests(end - now.from()) ? Optional.empty() : Optional.of(requantised.of());
            case OfRows _ -> Optional.empty();
        };
        return source.filter(it -> members.leastShare(it) < 1)
                .map(it -> new Span(Requantised.resting(it, end - from), from, end));
    }

    /** The first access unit, at or after one, at which the current member has a tail; the end if there is none. */
    private int nextTail(int from) {
        Span now = plan.spanAt(from - 1);
        if (!(now.source() instanceof OfMember(ClusterId member))) {
            return members.accessUnits();
        }
        List<Tail> tails = members.tailsOf(member, from);
        return tails.isEmpty() ? members.accessUnits() : tails.getFirst().from();
    }

    /** The rest of the clip if the plan holds until a way down. */
    private Rest rest(Span way) {
        return new Rest(
                members.bytes(plan, at, way.from()) + members.bytes(way),
                members.vmaf(plan, way),
                members.requantisingSeconds(plan, at, way.from()) + members.requantisingSeconds(way));
    }

    /** The first access unit after the largest chunk within the limits. */
    private int chunkUntil(int from, long maxBytes) {
        int until = from + 1;
        while (until < members.accessUnits()
                && members.times().decodingTicks(until + 1) - members.times().decodingTicks(from) <= MAX_CHUNK_TICKS) {
            until++;
        }
        return members.untilBytes(plan, from, until, maxBytes);
    }

    /** A critic whose values are kept while the path is the same: decisions are more frequent than its changes. */
    private static final class RecentCritic implements Critic {
        private final Critic critic;
        private @Nullable Recent recent;

        private record Recent(Optional<Bandwidth> path, Values values) {}

        RecentCritic(Critic critic) {
            this.critic = critic;
        }

        @Override
        public Values on(Optional<Bandwidth> sustained) {
            Recent known = recent;
            if (known == null || !known.path.equals(sustained)) {
                known = new Recent(sustained, critic.on(sustained));
                recent = known;
            }
            return known.values;
        }

        @Override
        public PolicySettings.Prices prices() {
            return critic.prices();
        }
    }
}
