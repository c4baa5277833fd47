package dev.starling.swarm.steer;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.steer.SourceIndex.Score;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.SampleTimes;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The members of a clip that can be blended with each other, their tails and their blend points, with the indexes of
 * their access units: gives the bytes and quality of any plan, and the points at which it may change. Immutable.
 */
public final class ClipMembers {
    private final Clip clip;
    private final PictureSize pictureSize;
    private final Levels levels;
    /** Best first. */
    private final SequencedMap<ClusterId, Place> members = new LinkedHashMap<>();

    private final Map<Tail, SourceIndex> tails;
    private final SequencedMap<RowBlend, SourceIndex> rows = new LinkedHashMap<>();
    private final Map<ClusterId, LossCurve> curves = new HashMap<>();
    /** The number of IDR pictures before each access unit, then of all. */
    private final int[] idrPictures;

    private final SampleTimes times;
    private final SplicePoints splicePoints;
    private final RestPoints restPoints;

    /** A member, and where it stands among the others. */
    private record Place(SourceIndex index, List<ClusterId> below, List<Tail> tails) {}

    /**
     * Members without tails and blend points.
     *
     * @param members the access units of each member in decoding order; best member first, at least one
     * @throws IllegalArgumentException if a member and the clip have different numbers of access units
     */
    public ClipMembers(Clip clip, SequencedMap<ClusterId, List<AccessUnitEntry>> members) {
        this(clip, members, Map.of());
    }

    /**
     * Members with tails, without other blend points.
     *
     * @param members the access units of each member in decoding order; best member first, at least one
     * @param tails the access units of tails of these members
     * @throws IllegalArgumentException if a member or tail does not have the access units of the clip
     */
    public ClipMembers(
            Clip clip, SequencedMap<ClusterId, List<AccessUnitEntry>> members, Map<Tail, List<AccessUnitEntry>> tails) {
        // The size only matters for what requantising costs, which needs blend points.
        this(clip, new ClipMedia(new PictureSize(2, 2), members, tails, List.of()), Levels.ALL);
    }

    /**
     * What a package has of a clip.
     *
     * @param levels those that plans may use
     * @throws IllegalArgumentException if a member or tail does not have the access units of the clip
     */
    public ClipMembers(Clip clip, ClipMedia media, Levels levels) {
        this.clip = clip;
        this.pictureSize = media.pictureSize();
        this.levels = levels;
        SequencedMap<ClusterId, List<AccessUnitEntry>> all = media.members();
        List<ClusterId> bestFirst = List.copyOf(all.keySet());
        all.forEach((id, accessUnits) -> {
            if (accessUnits.size() != clip.frameCount()) {
                throw new IllegalArgumentException("clip " + clip.index() + " has " + clip.frameCount()
                        + " access units, its member " + id + " " + accessUnits.size());
            }
            List<ClusterId> below = bestFirst.subList(bestFirst.indexOf(id) + 1, bestFirst.size());
            List<Tail> own = media.tails().keySet().stream()
                    .filter(it -> it.member().equals(id) && levels.allow(BlendLevel.FRAME))
                    .sorted(Comparator.comparingInt(Tail::from))
                    .toList();
            this.members.put(id, new Place(SourceIndex.of(0, accessUnits), below, own));
        });
        this.tails = new HashMap<>();
        media.tails().forEach((tail, accessUnits) -> {
            List<AccessUnitEntry> continued = all.get(tail.member());
            if (continued == null || !continues(tail, accessUnits, continued)) {
                throw new IllegalArgumentException("clip " + clip.index() + ": " + tail + " with " + accessUnits.size()
                        + " access units does not continue its member");
            }
            this.tails.put(tail, SourceIndex.of(tail.from(), accessUnits));
        });
        if (levels.allow(BlendLevel.SLICE)) {
            addRows(media);
        }
        if (levels.allow(BlendLevel.COEFFICIENT)) {
            addCurves(media);
        }
        List<AccessUnitEntry> any = all.firstEntry().getValue();
        this.idrPictures = new int[any.size() + 1];
        for (int i = 0; i < any.size(); i++) {
            idrPictures[i + 1] = idrPictures[i] + (any.get(i).type() == AccessUnitType.IDR ? 1 : 0);
        }
        this.times = new SampleTimes(any, Math.toIntExact(clip.durationTicks()));
        this.splicePoints = new SplicePoints(any);
        this.restPoints = new RestPoints(media.pictureSize(), any);
    }

    private void addRows(ClipMedia media) {
        for (BlendPoint point : media.points()) {
            if (point instanceof BlendPoint.OfRows blend) {
                List<AccessUnitEntry> higher = media.members().get(blend.rows().higher());
                List<AccessUnitEntry> lower = media.members().get(blend.rows().lower());
                if (higher != null && lower != null) {
                    SourceIndex.of(blend, higher, lower).ifPresent(index -> rows.put(blend.rows(), index));
                }
            }
        }
    }

    private void addCurves(ClipMedia media) {
        Map<ClusterId, List<BlendPoint.OfRequantised>> points = media.points().stream()
                .filter(BlendPoint.OfRequantised.class::isInstance)
                .map(BlendPoint.OfRequantised.class::cast)
                .collect(Collectors.groupingBy(BlendPoint.OfRequantised::member));
        for (ClusterId id : media.members().keySet()) {
            List<BlendPoint.OfRequantised> own = points.getOrDefault(id, List.of());
            List<BlendPoint.OfRequantised> lower = below(id).stream()
                    .flatMap(it -> points.getOrDefault(it, List.of()).stream())
                    .toList();
            if (clip.has(id) && !(own.isEmpty() && lower.isEmpty())) {
                curves.put(id, LossCurve.of(clip.member(id), own, lower));
            }
        }
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

    /** The access units at which the rest of the clip may begin to rest; the same for every member. */
    RestPoints restPoints() {
        return restPoints;
    }

    /** The number of IDR pictures in a run of access units; the same for every member. */
    public int idrPictures(int from, int until) {
        return idrPictures[until] - idrPictures[from];
    }

    /** The blends of rows that have a blend point, in the order of the atlas. */
    public List<RowBlend> rows() {
        return List.copyOf(rows.keySet());
    }

    /** The levels that plans may use. */
    public Levels levels() {
        return levels;
    }

    /**
     * The plan of a mix: the most valuable one within its budget. Candidates are the mix's own member and, if their
     * levels may be used, members that go on as a tail, rows of slices, and members requantised to the budget. The
     * atlas knows the quality of each. What drifts after a splice is in no point of the atlas: another member takes
     * over in flight only.
     */
    public BlendPlan plan(Mix mix) {
        BlendPlan whole = mix.whole();
        BlendGroupId group = whole.group();
        long limit = Math.max(mix.limitBytes(), bytes(whole, 0, accessUnits()));
        List<BlendPlan> candidates = new ArrayList<>(List.of(whole));
        for (Place place : members.values()) {
            if (place.index.bytes(0, accessUnits()) > limit) {
                for (Tail tail : place.tails) {
                    candidates.add(
                            BlendPlan.whole(group, tail.member(), accessUnits()).continuedBy(tail));
                }
            }
        }
        for (RowBlend blend : rows.keySet()) {
            candidates.add(BlendPlan.whole(group, new BlendPlan.OfRows(blend), accessUnits()));
        }
        long budget = Math.min(limit, mix.budgetBytes());
        for (ClusterId member : curves.keySet()) {
            if (index(member).bytes(0, accessUnits()) > limit && canBeRequantised(member, budget)) {
                candidates.add(BlendPlan.whole(
                        group, new BlendPlan.Requantised(new BlendPlan.OfMember(member), budget), accessUnits()));
            }
        }
        BlendPlan best = whole;
        double most = Double.NEGATIVE_INFINITY;
        for (BlendPlan candidate : candidates) {
            if (bytes(candidate, 0, accessUnits()) <= limit) {
                double value = value(candidate, mix.settings());
                if (value > most) {
                    best = candidate;
                    most = value;
                }
            }
        }
        return best;
    }

    /** Whether a plan has sources that exist here, requantises only from the start, and goes down where it may. */
    public boolean permits(BlendPlan plan) {
        boolean exists = plan.accessUnits() == accessUnits()
                && plan.spans().stream().allMatch(span -> switch (span.source()) {
                    case BlendPlan.OfMember(ClusterId member) -> members.containsKey(member);
                    case BlendPlan.OfTail(Tail tail) -> tails.containsKey(tail);
                    case BlendPlan.OfRows(RowBlend blend) -> rows.containsKey(blend);
                    case BlendPlan.Requantised(BlendPlan.Stored of, long maxBytes) ->
                        span.from() == 0
                                && of instanceof BlendPlan.OfMember(ClusterId member)
                                && canBeRequantised(member, maxBytes);
                });
        return exists
                && goesDown(plan)
                && plan.spans().stream()
                        .allMatch(span -> span.from() == 0
                                || span.source() instanceof BlendPlan.OfTail
                                || mayTakeOver(plan, span.from()));
    }

    /** Whether the atlas knows what requantising a member to a budget below its size leaves of it. */
    private boolean canBeRequantised(ClusterId member, long maxBytes) {
        LossCurve curve = curves.get(member);
        if (curve == null) {
            return false;
        }
        long whole = index(member).bytes(0, accessUnits());
        return maxBytes < whole
                && maxBytes >= Math.max(1, curve.minShare() * whole)
                && !new BlendPlan.Requantised(new BlendPlan.OfMember(member), maxBytes).rests(accessUnits());
    }

    /**
     * Whether another member may take over from a plan at an access unit. A tail begins by unmarking the reference
     * pictures before it, to which other members still refer; so behind a tail only an IDR picture makes it possible.
     */
    public boolean mayTakeOver(BlendPlan plan, int accessUnit) {
        if (!splicePoints.allows(accessUnit) || accessUnit == 0) {
            return splicePoints.allows(accessUnit);
        }
        return plan.spanAt(accessUnit - 1)
                .tail()
                .map(tail -> idrPictures(tail.from(), accessUnit + 1) > 0)
                .orElse(true);
    }

    /** The processor time that the edge needs to requantise what a plan requantises. */
    public double requantisingSeconds(BlendPlan plan) {
        return requantisingSeconds(plan, 0, accessUnits());
    }

    /** The processor time for a run of access units under a plan. */
    double requantisingSeconds(BlendPlan plan, int from, int until) {
        double seconds = 0;
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(until, span.until());
            if (first < next) {
                seconds += requantisingSeconds(span, first, next);
            }
        }
        return seconds;
    }

    /** The processor time for a span that ends the clip. */
    double requantisingSeconds(Span rest) {
        return requantisingSeconds(rest, rest.from(), rest.until());
    }

    /** Pictures that rest take next to none. */
    private double requantisingSeconds(Span span, int from, int until) {
        return span.source() instanceof BlendPlan.Requantised requantised
                        && !requantised.rests(accessUnits() - span.from())
                ? EdgeCost.requantisingSeconds(
                        pictureSize, until - from, index(requantised.of()).bytes(from, until))
                : 0;
    }

    private double value(BlendPlan plan, PolicySettings settings) {
        return settings.prices().quality() * vmaf(plan)
                + settings.prices().splice() * (plan.spans().size() - 1)
                + settings.prices().cpuSecond() * requantisingSeconds(plan);
    }

    /** Whether each span of a plan is a way down from the one before. */
    public boolean goesDown(BlendPlan plan) {
        return IntStream.range(1, plan.spans().size())
                .allMatch(i -> mayFollow(
                        plan.spans().get(i - 1).source(), plan.spans().get(i).source()));
    }

    private boolean mayFollow(BlendPlan.Source before, BlendPlan.Source after) {
        return switch (after) {
            case BlendPlan.OfMember(ClusterId member) -> isBelow(before, member);
            case BlendPlan.OfTail(Tail tail) -> before.equals(new BlendPlan.OfMember(tail.member()));
            case BlendPlan.OfRows(RowBlend blend) ->
                isBelow(before, blend.higher())
                        || before.equals(new BlendPlan.OfMember(blend.higher()))
                        || (before instanceof BlendPlan.OfRows(RowBlend more)
                                && more.higher().equals(blend.higher())
                                && more.lower().equals(blend.lower())
                                && more.rows().containsAll(blend.rows()));
            case BlendPlan.Requantised(BlendPlan.Stored of, long _) -> {
                BlendPlan.Source base =
                        before instanceof BlendPlan.Requantised(BlendPlan.Stored stored, long _) ? stored : before;
                yield base.equals(of) || mayFollow(base, of);
            }
        };
    }

    private boolean isBelow(BlendPlan.Source before, ClusterId member) {
        return switch (before) {
            case BlendPlan.OfRows(RowBlend blend) ->
                blend.lower().equals(member) || below(blend.lower()).contains(member);
            case BlendPlan.OfMember _, BlendPlan.OfTail _, BlendPlan.Requantised _ ->
                below(before.member()).contains(member);
        };
    }

    /** The size of a run of access units under a plan. */
    public long bytes(BlendPlan plan, int from, int until) {
        long bytes = 0;
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(until, span.until());
            if (first < next) {
                bytes += index(span).bytes(first, next);
            }
        }
        return bytes;
    }

    /** The mean VMAF of a plan, from the members' measurements. */
    public double vmaf(BlendPlan plan) {
        return Math.clamp(mean(plan, Score.VMAF), 0, 100);
    }

    /** The end of the longest run of access units within a size under a plan; a run has at least one. */
    int untilBytes(BlendPlan plan, int from, int maxUntil, long maxBytes) {
        long left = maxBytes;
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(maxUntil, span.until());
            if (first < next) {
                SourceIndex index = index(span);
                for (int i = first; i < next; i++) {
                    left -= index.bytes(i, i + 1);
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
        return index(rest).bytes(rest.from(), rest.until());
    }

    /** The mean VMAF of a plan up to a span that ends the clip, and of that. */
    double vmaf(BlendPlan plan, Span rest) {
        double sum = 0;
        for (Span span : plan.spans()) {
            int until = Math.min(span.until(), rest.from());
            if (span.from() < until) {
                sum += index(span).sum(Score.VMAF, span.from(), until);
            }
        }
        sum += index(rest).sum(Score.VMAF, rest.from(), rest.until());
        return Math.clamp(sum / rest.until(), 0, 100);
    }

    /** The size and mean quality of a plan, from the measurements of its members, tails and blend points. */
    public Outcome outcome(BlendPlan plan) {
        long bytes = bytes(plan, 0, plan.accessUnits());
        // Sums may be off by a rounding error, and so beyond the range of a score.
        Quality quality = new Quality(
                mean(plan, Score.PSNR),
                Math.clamp(mean(plan, Score.SSIM), -1, 1),
                vmaf(plan),
                Math.clamp(mean(plan, Score.VMAF_NEG), 0, 100));
        return outcome(bytes, quality);
    }

    /** The outcome of a clip of so many bytes. */
    public Outcome outcome(long bytes, Quality quality) {
        return new Outcome(bytes, bytes * 8.0 * Title.TIMESCALE / clip.durationTicks(), quality);
    }

    private double mean(BlendPlan plan, Score score) {
        double sum = 0;
        for (Span span : plan.spans()) {
            sum += index(span).sum(score, span.from(), span.until());
        }
        return sum / plan.accessUnits();
    }

    /** The smallest share of its bytes to which a source can be requantised; 1 if nothing is known of it. */
    public double leastShare(BlendPlan.Stored stored) {
        return curve(stored.member()).leastShare();
    }

    /** Without blend points no loss is known, and none predicted. */
    private LossCurve curve(ClusterId member) {
        LossCurve known = curves.get(member);
        return known == null ? LossCurve.of(clip.member(member), List.of(), List.of()) : known;
    }

    /** The size of a run of access units as they are stored. */
    long storedBytes(BlendPlan.Stored stored, int from, int until) {
        return index(stored).bytes(from, until);
    }

    private SourceIndex index(Span span) {
        return switch (span.source()) {
            case BlendPlan.Stored stored -> index(stored);
            case BlendPlan.OfRows(RowBlend blend) -> required(rows.get(blend), blend);
            case BlendPlan.Requantised requantised -> {
                SourceIndex whole = index(requantised.of());
                int pictures = accessUnits() - span.from();
                boolean rests = requantised.rests(pictures);
                long left = rests ? restPoints.bytes(pictures) : requantised.maxBytes();
                yield whole.scaled(
                        Math.min(1, left / (double) whole.bytes(span.from(), accessUnits())),
                        rests ? LossCurve::restingFactor : curve(requantised.member())::factor);
            }
        };
    }

    private SourceIndex index(BlendPlan.Stored stored) {
        return switch (stored) {
            case BlendPlan.OfMember(ClusterId member) -> index(member);
            case BlendPlan.OfTail(Tail tail) -> required(tails.get(tail), tail);
        };
    }

    private SourceIndex index(ClusterId id) {
        return place(id).index;
    }

    private <T> T required(@Nullable T found, Object what) {
        if (found == null) {
            throw new IllegalArgumentException("clip " + clip.index() + " has no " + what);
        }
        return found;
    }

    private Place place(ClusterId id) {
        Place place = members.get(id);
        if (place == null) {
            throw new IllegalArgumentException("clip " + clip.index() + " has no member " + id + " to blend");
        }
        return place;
    }
}
