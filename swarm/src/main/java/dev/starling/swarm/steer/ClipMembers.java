package dev.starling.swarm.steer;

import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SampleTimes;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The members of a clip that can be blended with each other, and their tails, with the indexes of their access units:
 * gives the bytes and quality of any plan, and the splice points. Immutable.
 */
public final class ClipMembers {
    private final Clip clip;
    private final Map<ClusterId, Place> members;
    private final Map<Tail, Index> tails;
    /** The number of IDR pictures before each access unit, then of all. */
    private final int[] idrPictures;

    private final SampleTimes times;
    private final SplicePoints splicePoints;

    /** The access units of a member or tail and their positions in its payload. */
    private static final class Index {
        private final List<AccessUnitEntry> accessUnits;
        /** The position of each access unit, then the size of the payload. */
        private final long[] offsets;
        /** The sum of each score over the access units before each one, then over all. */
        private final double[] psnr;

        private final double[] ssim;
        private final double[] vmaf;
        private final double[] vmafNeg;

        Index(List<AccessUnitEntry> accessUnits) {
            this.accessUnits = List.copyOf(accessUnits);
            this.offsets = new long[accessUnits.size() + 1];
            this.psnr = sums(accessUnits, Quality::psnr);
            this.ssim = sums(accessUnits, Quality::ssim);
            this.vmaf = sums(accessUnits, Quality::vmaf);
            this.vmafNeg = sums(accessUnits, Quality::vmafNeg);
            for (int i = 0; i < accessUnits.size(); i++) {
                offsets[i + 1] = offsets[i] + accessUnits.get(i).bytes();
            }
        }

        private static double[] sums(List<AccessUnitEntry> accessUnits, ToDoubleFunction<Quality> score) {
            double[] sums = new double[accessUnits.size() + 1];
            for (int i = 0; i < accessUnits.size(); i++) {
                sums[i + 1] = sums[i] + score.applyAsDouble(accessUnits.get(i).quality());
            }
            return sums;
        }

        long bytes(int from, int until) {
            return offsets[until] - offsets[from];
        }

        double vmaf(int from, int until) {
            return vmaf[until] - vmaf[from];
        }
    }

    /** A member, and where it stands among the others. */
    private record Place(Index index, List<ClusterId> below, List<Tail> tails) {}

    /**
     * @param members the access units of each member in decoding order; best member first, at least one
     * @throws IllegalArgumentException if a member and the clip have different numbers of access units
     */
    public ClipMembers(Clip clip, SequencedMap<ClusterId, List<AccessUnitEntry>> members) {
        this(clip, members, Map.of());
    }

    /**
     * @param members the access units of each member in decoding order; best member first, at least one
     * @param tails the access units of tails of these members
     * @throws IllegalArgumentException if a member or tail does not have the access units of the clip
     */
    public ClipMembers(
            Clip clip, SequencedMap<ClusterId, List<AccessUnitEntry>> members, Map<Tail, List<AccessUnitEntry>> tails) {
        this.clip = clip;
        List<ClusterId> bestFirst = List.copyOf(members.keySet());
        this.members = new HashMap<>();
        members.forEach((id, accessUnits) -> {
            if (accessUnits.size() != clip.frameCount()) {
                throw new IllegalArgumentException("clip " + clip.index() + " has " + clip.frameCount()
                        + " access units, its member " + id + " " + accessUnits.size());
            }
            List<ClusterId> below = bestFirst.subList(bestFirst.indexOf(id) + 1, bestFirst.size());
            List<Tail> own = tails.keySet().stream()
                    .filter(it -> it.member().equals(id))
                    .sorted(Comparator.comparingInt(Tail::from))
                    .toList();
            this.members.put(id, new Place(new Index(accessUnits), below, own));
        });
        this.tails = new HashMap<>();
        tails.forEach((tail, accessUnits) -> {
            if (!continues(tail, accessUnits, index(tail.member()).accessUnits)) {
                throw new IllegalArgumentException("clip " + clip.index() + ": " + tail + " with " + accessUnits.size()
                        + " access units does not continue its member");
            }
            this.tails.put(tail, new Index(accessUnits));
        });
        List<AccessUnitEntry> any = members.firstEntry().getValue();
        this.idrPictures = new int[any.size() + 1];
        for (int i = 0; i < any.size(); i++) {
            idrPictures[i + 1] = idrPictures[i] + (any.get(i).type() == AccessUnitType.IDR ? 1 : 0);
        }
        this.times = new SampleTimes(any, Math.toIntExact(clip.durationTicks()));
        this.splicePoints = new SplicePoints(any);
    }

    /** Whether the access units of a tail have the types and times of those of its member that they replace. */
    public static boolean continues(Tail tail, List<AccessUnitEntry> accessUnits, List<AccessUnitEntry> ofMember) {
        return tail.from() + accessUnits.size() == ofMember.size()
                && IntStream.range(0, accessUnits.size()).allMatch(i -> {
                    AccessUnitEntry replaced = ofMember.get(tail.from() + i);
                    AccessUnitEntry unit = accessUnits.get(i);
                    return unit.type() == replaced.type()
                            && unit.nalRefIdc() == replaced.nalRefIdc()
                            && unit.presentationOffsetTicks() == replaced.presentationOffsetTicks();
                });
    }

    /** The members of a clip that blend with one of them, including that one; best first. */
    public static List<ClusterId> blendingWith(ClusterId one, Title title, Clip clip) {
        return title.clustersOf(clip).stream()
                .filter(it -> it.centroid().blendsWith(title.cluster(one).centroid()))
                .map(it -> clip.member(it.id()))
                .sorted(Planner.BEST_FIRST)
                .map(Member::cluster)
                .toList();
    }

    /** The clip. */
    public Clip clip() {
        return clip;
    }

    /** The number of access units of the clip. */
    public int accessUnits() {
        return times.count();
    }

    /** The members lower than another, best first. */
    public List<ClusterId> below(ClusterId id) {
        return place(id).below;
    }

    /** The tails of a member that begin at or after an access unit, in that order. */
    public List<Tail> tailsOf(ClusterId member, int from) {
        List<Tail> all = place(member).tails;
        int first = 0;
        while (first < all.size() && all.get(first).from() < from) {
            first++;
        }
        return first == 0 ? all : all.subList(first, all.size());
    }

    /** The decoding and presentation times of the access units; the same for every member. */
    public SampleTimes times() {
        return times;
    }

    /** The access units at which a plan may go down; the same for every member. */
    public SplicePoints splicePoints() {
        return splicePoints;
    }

    /** The number of IDR pictures in a run of access units; the same for every member. */
    public int idrPictures(int from, int until) {
        return idrPictures[until] - idrPictures[from];
    }

    /**
     * The plan of a mix, with its moves put off to where they may be made. If the plan goes down and a tail of its
     * first member makes the clip better with no more bytes, that tail takes the place of the splice.
     */
    public BlendPlan plan(Mix mix) {
        BlendPlan spliced = splicePoints.apply(mix.plan());
        if (spliced.spans().size() == 1) {
            return spliced;
        }
        BlendPlan whole = BlendPlan.whole(spliced.group(), spliced.memberAt(0), accessUnits());
        long budget = bytes(spliced, 0, accessUnits());
        return tailsOf(spliced.memberAt(0), 1).stream()
                .map(whole::continuedBy)
                .filter(it -> bytes(it, 0, accessUnits()) <= budget)
                .max(Comparator.comparingDouble(this::vmaf))
                .filter(it -> vmaf(it) > vmaf(spliced))
                .orElse(spliced);
    }

    /** Whether a plan has sources that exist here and goes down where it may. */
    public boolean permits(BlendPlan plan) {
        Span before = plan.spans().getFirst();
        if (!members.containsKey(before.member()) || plan.accessUnits() != accessUnits()) {
            return false;
        }
        for (Span span : plan.spans().subList(1, plan.spans().size())) {
            boolean goesDown = span.tail().isPresent()
                    ? before.tail().isEmpty()
                            && before.member().equals(span.member())
                            && tails.containsKey(span.tail().get())
                    : below(before.member()).contains(span.member()) && splicePoints.allows(span.from());
            if (!goesDown) {
                return false;
            }
            before = span;
        }
        return true;
    }

    /** The size of a run of access units under a plan. */
    public long bytes(BlendPlan plan, int from, int until) {
        long bytes = 0;
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(until, span.until());
            if (first < next) {
                int start = start(span);
                bytes += index(span).bytes(first - start, next - start);
            }
        }
        return bytes;
    }

    /** The mean VMAF of a plan, from the members' measurements. */
    public double vmaf(BlendPlan plan) {
        return Math.clamp(mean(plan, it -> it.vmaf), 0, 100);
    }

    /** The end of the longest run of access units within a size under a plan; a run has at least one. */
    int untilBytes(BlendPlan plan, int from, int maxUntil, long maxBytes) {
        long left = maxBytes;
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(maxUntil, span.until());
            if (first < next) {
                Index index = index(span);
                int start = start(span);
                for (int i = first; i < next; i++) {
                    left -= index.bytes(i - start, i + 1 - start);
                    if (left < 0 && i > from) {
                        return i;
                    }
                }
            }
        }
        return maxUntil;
    }

    /** The size of a span that ends the clip. */
    long bytes(Span rest) {
        int start = start(rest);
        return index(rest).bytes(rest.from() - start, rest.until() - start);
    }

    /** The mean VMAF of a plan up to a span that ends the clip, and of that. */
    double vmaf(BlendPlan plan, Span rest) {
        double sum = 0;
        for (Span span : plan.spans()) {
            int until = Math.min(span.until(), rest.from());
            if (span.from() < until) {
                sum += index(span).vmaf(span.from() - start(span), until - start(span));
            }
        }
        sum += index(rest).vmaf(rest.from() - start(rest), rest.until() - start(rest));
        return Math.clamp(sum / rest.until(), 0, 100);
    }

    /** The size and mean quality of a plan, from the measurements of its members and tails. */
    public Outcome outcome(BlendPlan plan) {
        long bytes = bytes(plan, 0, plan.accessUnits());
        // Sums may be off by a rounding error, and so beyond the range of a score.
        Quality quality = new Quality(
                mean(plan, it -> it.psnr),
                Math.clamp(mean(plan, it -> it.ssim), -1, 1),
                vmaf(plan),
                Math.clamp(mean(plan, it -> it.vmafNeg), 0, 100));
        return new Outcome(bytes, bytes * 8.0 * Title.TIMESCALE / clip.durationTicks(), quality);
    }

    private double mean(BlendPlan plan, Function<Index, double[]> sums) {
        double sum = 0;
        for (Span span : plan.spans()) {
            double[] own = sums.apply(index(span));
            sum += own[span.until() - start(span)] - own[span.from() - start(span)];
        }
        return sum / plan.accessUnits();
    }

    /** The access unit of the clip with which the index of a span's source begins. */
    private static int start(Span span) {
        return span.tail().map(Tail::from).orElse(0);
    }

    private Index index(Span span) {
        if (span.tail().isEmpty()) {
            return index(span.member());
        }
        Index index = tails.get(span.tail().get());
        if (index == null) {
            throw new IllegalArgumentException(
                    "clip " + clip.index() + " has no " + span.tail().get());
        }
        return index;
    }

    private Index index(ClusterId id) {
        return place(id).index;
    }

    private Place place(ClusterId id) {
        Place place = members.get(id);
        if (place == null) {
            throw new IllegalArgumentException("clip " + clip.index() + " has no member " + id + " to blend");
        }
        return place;
    }
}
