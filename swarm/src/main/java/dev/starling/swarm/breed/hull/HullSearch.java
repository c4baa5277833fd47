package dev.starling.swarm.breed.hull;

import dev.starling.swarm.breed.hull.Ladder.Member;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.Clip.Ceiling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the members of one clip: for each rung the cheapest picture size and rate factor. It begins with two small
 * encodes, which tell how the clip's quality depends on the rate factor and on the size, and goes up rung by rung from
 * the lowest that is needed; the large encodes come last and are predicted from all before. Every encode counts as a
 * point of the clip's {@link ClipModel}, and one near a rung is the member.
 *
 * <p>On the hull each size serves a range of rate factors, because the smaller size is better wherever the larger one
 * would be quantised coarsely. Where the next size takes over is learned from the clip itself: both sizes are compared
 * wherever the walk measures both.
 */
public final class HullSearch<X extends Exception> {
    /** Below it libx264 spends bits on noise that nobody sees. */
    public static final double MIN_CRF = 12;
    /** Above it there is hardly any picture left. */
    public static final double MAX_CRF = 46;
    /** Rate factors closer than this give the same quality. */
    static final double CRF_STEP = 0.25;
    /** An encode stands for a rung up to this distance. */
    static final double TOLERANCE = 1.2;
    /** The same for the top rung, where a point of VMAF costs the most bits. */
    static final double TOP_TOLERANCE = 1;
    /** An encode for a rung may miss it by so much if its distances from the members around it stay usual. */
    private static final double LOOSE_TOLERANCE = 1.8;
    /** The usual distances of members. */
    private static final double MIN_GAP = 2.5;

    private static final double MAX_GAP = 5.9;

    private static final int MAX_TRIES = 3;
    private static final int MAX_FILLS = 3;
    /** The short side of the first size that is tried, as a share of the source's. */
    private static final double MAX_FIRST_SIZE = 0.55;

    private static final double FIRST_CRF = 32;
    private static final double FIRST_CRF_OF_NEXT_SIZE = 27;
    private static final double FIRST_CRF_OF_ONLY_SIZE = 28;
    /** How far the rate factor at which a size gives way falls from one size to the next larger one. */
    private static final double CROSSING_FALL = 2.5;
    /** ln of the ratio of two sizes' bitrates per unit of rate factor, around the crossing. */
    private static final double LOG_RATIO_PER_CRF = 0.045;

    private static final double MIN_CROSSING = 14;
    private static final double MAX_CROSSING = 40;
    /** A larger size that needs this much more than the smaller one is kept: it is encoded already. */
    private static final double ACCEPTED_EXCESS = 0.04;
    /** A member at the highest allowed bitrate aims below it, since it must not exceed it. */
    private static final double SHARE_OF_MAX_BITRATE = 0.96;

    private static final double MIN_SHARE_OF_MAX_BITRATE = 0.85;

    private final List<PictureSize> sizes;
    private final Rungs rungs;
    private final Prober<X> prober;
    private final ClipModel model;
    /**
     * By the index of the smaller of two sizes, its rate factor at which the next larger size needs as many bits: below
     * it the larger one is better.
     */
    private final Map<Integer, Double> crossings = new HashMap<>();

    private final NavigableMap<Double, Member> members = new TreeMap<>(Comparator.reverseOrder());

    /** The rungs that were tried once more, because what was found for them was dominated. */
    private final Set<Double> filled = new HashSet<>();

    private HullSearch(List<PictureSize> sizes, Rungs rungs, Prober<X> prober) {
        this.sizes = List.copyOf(sizes);
        this.rungs = rungs;
        this.prober = prober;
        this.model = new ClipModel(this.sizes);
    }

    /** An encode cannot be had. */
    private static final class NotMeasuredException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * Finds the members. The same measurements always give the same search.
     *
     * @param sizes largest first, at least one
     * @return empty if an encode could not be had
     */
    public static <X extends Exception> Optional<Ladder> find(List<PictureSize> sizes, Rungs rungs, Prober<X> prober)
            throws X, InterruptedException {
        try {
            return Optional.of(new HullSearch<>(sizes, rungs, prober).find());
        } catch (NotMeasuredException _) {
            return Optional.empty();
        }
    }

    private Ladder find() throws X, InterruptedException, NotMeasuredException {
        List<Double> targets = rungs.qualities();
        int size = begin();
        int start = start(targets, size);
        Ceiling ceiling = climb(targets.subList(0, start + 1).reversed(), size);
        descend(targets.subList(start + 1, targets.size()), size);
        for (int i = 0; i < MAX_FILLS && !members.isEmpty(); i++) {
            Optional<Gap> gap = gap(targets);
            if (gap.isEmpty()) {
                break;
            }
            place(aim(gap.get().rung(), gap.get().size()));
        }
        if (members.isEmpty()) {
            // Even the least encode is above the highest bitrate.
            double lowest = targets.getLast();
            sizes.stream()
                    .flatMap(it -> model.at(it).entrySet().stream()
                            .map(point -> new Member(lowest, new Probe(it, point.getKey()), point.getValue())))
                    .min(Comparator.comparingDouble(it -> it.point().bitsPerSecond()))
                    .ifPresent(it -> members.put(lowest, it));
        }
        return new Ladder(needed(), ceiling);
    }

    /** A rung without a member between two that are too far from each other, and the size of the better one. */
    private record Gap(double rung, int size) {}

    /** The gap that was not searched yet and is the first; empty if there is none. */
    private Optional<Gap> gap(List<Double> targets) {
        List<Member> needed = needed();
        for (int i = 1; i < needed.size(); i++) {
            Member above = needed.get(i - 1);
            Member below = needed.get(i);
            Optional<Double> between = targets.stream()
                    .filter(it -> it < above.rung() && it > below.rung() && !filled.contains(it))
                    .findFirst();
            if (above.point().quality() - below.point().quality() > MAX_GAP && between.isPresent()) {
                filled.add(between.get());
                return Optional.of(
                        new Gap(between.get(), sizes.indexOf(above.probe().size())));
            }
        }
        return Optional.empty();
    }

    /** Encodes at the first sizes, and returns the index of the larger one. */
    private int begin() throws X, InterruptedException, NotMeasuredException {
        if (sizes.size() == 1) {
            measure(0, FIRST_CRF_OF_ONLY_SIZE);
            return 0;
        }
        double most = sizes.getFirst().shortSide() * MAX_FIRST_SIZE;
        int first = 0;
        while (first < sizes.size() - 2 && sizes.get(first).shortSide() > most) {
            first++;
        }
        measure(first, FIRST_CRF);
        measure(first + 1, FIRST_CRF_OF_NEXT_SIZE);
        learnCrossing(first + 1);
        return first;
    }

    /** The index of the lowest rung that is needed, as far as the first encodes can tell. */
    private int start(List<Double> targets, int size) {
        for (int i = 0; i < targets.size(); i++) {
            for (PictureSize known : sizes.subList(size, sizes.size())) {
                if (model.knows(known)
                        && model.bitsPerSecond(known, targets.get(i))
                                <= rungs.bitrates().min()) {
                    return i;
                }
            }
        }
        return targets.size() - 1;
    }

    /** Meets the targets, rising, and returns what keeps the last one from being met. */
    private Ceiling climb(List<Double> targets, int from) throws X, InterruptedException, NotMeasuredException {
        int size = from;
        Ceiling ceiling = Ceiling.NONE;
        for (double target : targets) {
            Member met = meet(target, sizeFor(target, size));
            size = sizes.indexOf(met.probe().size());
            if (met.point().bitsPerSecond() > rungs.bitrates().max()) {
                meetMaxBitrate(target, size);
                return Ceiling.BITRATE;
            }
            place(met);
            boolean isFinest = met.probe().crf() == MIN_CRF;
            boolean isBelow = met.point().quality() < target - tolerance(target);
            ceiling = isFinest && isBelow ? Ceiling.SOURCE : Ceiling.NONE;
        }
        return ceiling;
    }

    /** Meets the targets, falling, until a member is small enough. */
    private void descend(List<Double> targets, int from) throws X, InterruptedException, NotMeasuredException {
        int size = from;
        for (double target : targets) {
            boolean isLow = members.values().stream()
                    .anyMatch(
                            it -> it.point().bitsPerSecond() <= rungs.bitrates().min());
            if (isLow) {
                return;
            }
            Member met = meet(target, sizeFor(target, size));
            size = sizes.indexOf(met.probe().size());
            place(met);
        }
    }

    /** The index of the size that should serve a target, given that of a neighbouring target. */
    private int sizeFor(double target, int near) {
        int size = near;
        while (size > 0 && model.crf(sizes.get(size), target) < crossing(size)) {
            size--;
        }
        if (size < near) {
            return size;
        }
        while (size < sizes.size() - 1 && model.crf(sizes.get(size + 1), target) >= crossing(size + 1)) {
            size++;
        }
        return size;
    }

    /** Lets a member stand for the rung that it is nearest to, unless a member stands for that already. */
    private void place(Member met) {
        double nearest = rungs.qualities().stream()
                .min(Comparator.comparingDouble(it -> Math.abs(it - met.point().quality())))
                .orElseThrow();
        double rung = distance(met) <= rungs.step() / 2 ? met.rung() : nearest;
        members.putIfAbsent(rung, new Member(rung, met.probe(), met.point()));
    }

    /** Encodes for a target. If the smaller size turns out to be clearly better, that serves it. */
    private Member meet(double target, int size) throws X, InterruptedException, NotMeasuredException {
        Member met = aim(target, size);
        int serving = sizes.indexOf(met.probe().size());
        int smaller = serving + 1;
        if (serving == size && smaller < sizes.size() && model.knows(sizes.get(smaller))) {
            learnCrossing(smaller);
            double quality = met.point().quality();
            boolean reachable = model.crf(sizes.get(smaller), quality) > MIN_CRF;
            double excess = met.point().bitsPerSecond() / model.bitsPerSecond(sizes.get(smaller), quality) - 1;
            if (reachable && excess > ACCEPTED_EXCESS) {
                Member other = aim(target, smaller);
                boolean better = other.point().bitsPerSecond() < met.point().bitsPerSecond()
                        && other.point().quality() >= target - tolerance(target);
                if (better) {
                    return other;
                }
            }
        }
        return met;
    }

    /** The measured encode nearest to a target; encodes at a size if none is near. */
    private Member aim(double target, int size) throws X, InterruptedException, NotMeasuredException {
        Optional<Member> near = measuredNear(target, size);
        if (near.isPresent()) {
            return near.get();
        }
        List<Member> tried = new ArrayList<>();
        for (int i = 0; i < MAX_TRIES; i++) {
            Probe probe = probe(size, model.crf(sizes.get(size), target));
            boolean isKnown = model.at(probe.size()).containsKey(probe.crf());
            Member member = new Member(target, probe, measure(size, probe.crf()));
            tried.add(member);
            if (isKnown || distance(member) <= tolerance(target) || fits(member)) {
                break;
            }
        }
        return tried.stream()
                .min(Comparator.comparingDouble(HullSearch::distance))
                .orElseThrow();
    }

    /** Whether a member that misses its rung keeps the usual distances from its neighbours nevertheless. */
    private boolean fits(Member tried) {
        return tried.rung() != rungs.best()
                && distance(tried) <= LOOSE_TOLERANCE
                && isUsual(members.lowerEntry(tried.rung()), tried.rung() + rungs.step(), tried)
                && isUsual(members.higherEntry(tried.rung()), tried.rung() - rungs.step(), tried);
    }

    /** Whether a member has the usual distance from its neighbour, or from the quality that this aims at. */
    private static boolean isUsual(Map.@Nullable Entry<Double, Member> neighbour, double aim, Member tried) {
        double quality = neighbour == null ? aim : neighbour.getValue().point().quality();
        double gap = Math.abs(quality - tried.point().quality());
        return gap >= MIN_GAP && gap <= MAX_GAP;
    }

    private static double distance(Member member) {
        return Math.abs(member.point().quality() - member.rung());
    }

    /** The cheapest encode within the tolerance of a target, unless a size that is known should do better. */
    private Optional<Member> measuredNear(double target, int serving) {
        PictureSize size = sizes.get(serving);
        return sizes.stream()
                .flatMap(it -> model.at(it).entrySet().stream()
                        .map(point -> new Member(target, new Probe(it, point.getKey()), point.getValue())))
                .filter(it -> distance(it) <= tolerance(target))
                .min(Comparator.comparingDouble(it -> it.point().bitsPerSecond()))
                .filter(it -> it.probe().size().equals(size)
                        || it.point().bitsPerSecond() <= leastBits(it.point().quality()) * (1 + ACCEPTED_EXCESS));
    }

    /** The least bitrate that should give a quality at any known size. */
    private double leastBits(double quality) {
        return sizes.stream()
                .filter(model::knows)
                .mapToDouble(it -> model.bitsPerSecond(it, quality))
                .min()
                .orElseThrow();
    }

    private double tolerance(double target) {
        return target == rungs.best() ? TOP_TOLERANCE : TOLERANCE;
    }

    /** The best member that the highest allowed bitrate permits stands for the lowest rung that needs more. */
    private void meetMaxBitrate(double target, int size) throws X, InterruptedException, NotMeasuredException {
        double limit = rungs.bitrates().max();
        for (int i = 0; i < MAX_TRIES; i++) {
            Optional<Member> best = model.at(sizes.get(size)).entrySet().stream()
                    .filter(it -> it.getValue().bitsPerSecond() <= limit)
                    .map(it -> new Member(target, new Probe(sizes.get(size), it.getKey()), it.getValue()))
                    .max(Comparator.comparingDouble(it -> it.point().quality()));
            if (best.isPresent() && best.get().point().bitsPerSecond() >= limit * MIN_SHARE_OF_MAX_BITRATE) {
                members.put(target, best.get());
                return;
            }
            if (i < MAX_TRIES - 1) {
                measure(
                        size,
                        probe(size, model.crfOfBitrate(sizes.get(size), limit * SHARE_OF_MAX_BITRATE, target))
                                .crf());
            }
        }
    }

    /** Where size {@code smaller} gives way to the next larger one; guessed from other sizes until it is measured. */
    private double crossing(int smaller) {
        Integer known = crossings.keySet().stream()
                .min(Comparator.<Integer>comparingInt(it -> Math.abs(it - smaller))
                        .thenComparing(it -> it))
                .orElseThrow();
        return crossings.getOrDefault(known, MAX_CROSSING) - CROSSING_FALL * (known - smaller);
    }

    private void learnCrossing(int smaller) {
        PictureSize small = sizes.get(smaller);
        PictureSize large = sizes.get(smaller - 1);
        double low = model.qualities(small).stream()
                .min(Comparator.comparingDouble(it -> model.distance(large, it)))
                .orElseThrow();
        double high = model.qualities(large).stream()
                .min(Comparator.comparingDouble(it -> Math.abs(it - low)))
                .orElseThrow();
        double quality = (low + high) / 2;
        double logRatio = Math.log(model.bitsPerSecond(small, quality) / model.bitsPerSecond(large, quality));
        double crossing = model.crf(small, quality) + logRatio / LOG_RATIO_PER_CRF;
        crossings.put(smaller, Math.clamp(crossing, MIN_CROSSING, MAX_CROSSING));
    }

    private Probe probe(int size, double crf) {
        return new Probe(sizes.get(size), Math.clamp(Math.rint(crf / CRF_STEP) * CRF_STEP, MIN_CRF, MAX_CRF));
    }

    private RateQualityPoint measure(int size, double crf) throws X, InterruptedException, NotMeasuredException {
        Probe probe = probe(size, crf);
        RateQualityPoint known = model.at(probe.size()).get(probe.crf());
        if (known != null) {
            return known;
        }
        RateQualityPoint point = prober.measure(probe).orElseThrow(NotMeasuredException::new);
        model.add(probe, point);
        return point;
    }

    /** Of two that are equal in bits and quality, that of the higher rung beats the other. */
    private static boolean beats(Member one, Member other) {
        return one.point().dominates(other.point()) || (one.point().equals(other.point()) && one.rung() > other.rung());
    }

    /**
     * The members, best first, without those that another one beats in bits and quality, those below the first that is
     * small enough, and those above the highest bitrate, unless the least one is.
     */
    private List<Member> needed() {
        List<Member> kept = new ArrayList<>();
        double least = members.values().stream()
                .mapToDouble(it -> it.point().bitsPerSecond())
                .min()
                .orElseThrow();
        double most = Math.max(rungs.bitrates().max(), least);
        for (Member member : members.values()) {
            if (member.point().bitsPerSecond() > most) {
                continue;
            }
            if (members.values().stream().noneMatch(it -> beats(it, member))) {
                kept.add(member);
            }
        }
        kept.sort(Comparator.<Member>comparingDouble(it -> it.point().quality()).reversed());
        int count = 1;
        while (count < kept.size()
                && kept.get(count - 1).point().bitsPerSecond()
                        > rungs.bitrates().min()) {
            count++;
        }
        return kept.subList(0, count);
    }
}
