package dev.starling.farm.encode;

import dev.starling.farm.Phase;
import dev.starling.farm.SwarmPlan;
import dev.starling.farm.SwarmPlan.Centroid;
import dev.starling.farm.SwarmPlan.Families;
import dev.starling.farm.encode.ClipEncodings.Measured;
import dev.starling.farm.encode.ClipEncodings.Wanted;
import dev.starling.farm.encode.ClipOutcome.Delivered;
import dev.starling.farm.encode.ClipOutcome.TailEncoding;
import dev.starling.farm.encode.ClipOutcome.Tails;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.executor.Results;
import dev.starling.farm.executor.Results.Result;
import dev.starling.farm.task.AnalyseTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.EncodedMember;
import dev.starling.farm.task.MadeTail;
import dev.starling.farm.task.MeasureTailTask;
import dev.starling.farm.task.MemberScores;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.TailTask;
import dev.starling.swarm.breed.cluster.MeasuredAssignment;
import dev.starling.swarm.breed.hull.HullSearch;
import dev.starling.swarm.breed.hull.Ladder;
import dev.starling.swarm.breed.hull.Rungs;
import dev.starling.swarm.curve.RateQualityCurve;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The work on one clip, step by step: from its pictures to its members, their quality, its assignment and its tails.
 * Each step takes its results from {@link Results}, which runs the tasks that are missing.
 */
final class ClipWork {
    /**
     * τ of the soft assignment: six points of VMAF, about one just-noticeable difference. A cluster that far below the
     * clip's optimum counts clearly less (1/e); one a fraction of it below counts nearly as much.
     */
    static final double TEMPERATURE_VMAF = 6;

    private final SwarmPlan plan;
    private final QualityTarget target;
    private final TailPlan tailPlan;
    private final SourceFormat source;
    private final Results results;
    private final ProgressBoard progress;

    ClipWork(
            SwarmPlan plan,
            QualityTarget target,
            TailRule tails,
            SourceFormat source,
            Results results,
            ProgressBoard progress) {
        this.plan = plan;
        this.target = target;
        this.tailPlan = new TailPlan(tails);
        this.source = source;
        this.results = results;
        this.progress = progress;
    }

    /** The members that were chosen, and why there is none at the top rung. */
    private record Choice(List<Delivered> delivered, Clip.Ceiling ceiling) {}

    /** Does all the work on a clip; empty if a task failed for good (the other results are kept). */
    Optional<ClipOutcome> run(ClipFacts clip) throws IOException, InterruptedException {
        Optional<Families> families = families(clip);
        if (families.isEmpty()) {
            return Optional.empty();
        }
        ClipEncodings encodings = new ClipEncodings(clip, plan, source, families.get(), results);
        Optional<Choice> choice = switch (target) {
            case QualityTarget.Ladder(Rungs rungs) -> search(encodings, rungs);
            case QualityTarget.OfBest _ -> all(encodings, families.get());
        };
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        progress.advance(Phase.ENCODE, seconds(clip), encodings.origin());
        progress.advance(Phase.MEASURE, seconds(clip), encodings.origin());
        List<Delivered> delivered = inTitleOrder(choice.get().delivered());
        return tails(clip, delivered)
                .map(tails -> new ClipOutcome(
                        clip,
                        encodings.measured().stream().map(Measured::encoding).toList(),
                        assignment(encodings, delivered),
                        delivered,
                        tails,
                        choice.get().ceiling()));
    }

    /** Analyses the content only if the families depend on it: that takes about as long as decoding. */
    private Optional<Families> families(ClipFacts clip) throws IOException, InterruptedException {
        Optional<Families> certain = plan.certainFamilies();
        if (certain.isPresent()) {
            return certain;
        }
        return results.of(new AnalyseTask(clip, source)).map(it -> plan.familiesOf(AnalyseTask.read(it.content())));
    }

    private Optional<Choice> search(ClipEncodings encodings, Rungs rungs) throws IOException, InterruptedException {
        return HullSearch.find(plan.sizes(), rungs, encodings)
                .map(ladder -> new Choice(
                        ladder.members().stream()
                                .map(it -> delivered(encodings, it))
                                .toList(),
                        switch (ladder.ceiling()) {
                            case NONE -> Clip.Ceiling.NONE;
                            case SOURCE -> Clip.Ceiling.SOURCE;
                            case BITRATE -> Clip.Ceiling.BITRATE;
                        }));
    }

    private Delivered delivered(ClipEncodings encodings, Ladder.Member member) {
        Measured measured = encodings.measured().stream()
                .filter(it -> it.probe().equals(member.probe())
                        && it.encoding().point().equals(member.point()))
                .findFirst()
                .orElseThrow();
        return new Delivered(
                plan.centroid(member.probe().size(), measured.family(), new RateControl.ConstantQuality(member.rung())),
                measured.encoding());
    }

    /** Encodes for every cluster of a probable family, and leaves out what another encoding beats. */
    private Optional<Choice> all(ClipEncodings encodings, Families families) throws IOException, InterruptedException {
        Optional<List<Measured>> made = encodings.of(plan.centroids().stream()
                .filter(families::isWanted)
                .map(it -> new Wanted(it.family(), it.profile()))
                .toList());
        return made.map(all -> new Choice(
                all.stream()
                        .filter(it -> all.stream().noneMatch(other -> beats(other, it)))
                        .map(it -> new Delivered(centroid(it), it.encoding()))
                        .toList(),
                Clip.Ceiling.NONE));
    }

    /** Of two equal encodings the earlier one beats the other. */
    private static boolean beats(Measured one, Measured other) {
        RateQualityPoint a = one.encoding().point();
        RateQualityPoint b = other.encoding().point();
        boolean asGood = a.bitsPerSecond() <= b.bitsPerSecond() && a.quality() >= b.quality();
        return asGood && !a.equals(b);
    }

    private Centroid centroid(Measured measured) {
        Profile.H264 profile = measured.encoding().task().member().profile();
        return plan.centroid(profile.pictureSize(), measured.family(), profile.rateControl());
    }

    private List<Delivered> inTitleOrder(List<Delivered> delivered) {
        return delivered.stream()
                .sorted(Comparator.comparingInt(it -> plan.centroids().indexOf(it.centroid())))
                .toList();
    }

    /** The probability of every cluster that is delivered, and of the nearest one of every other encoding. */
    private SoftAssignment assignment(ClipEncodings encodings, List<Delivered> delivered) {
        Map<ClusterId, RateQualityPoint> points = new HashMap<>();
        delivered.forEach(it -> points.put(it.centroid().id(), it.encoding().point()));
        for (Measured measured : encodings.measured()) {
            points.putIfAbsent(nearest(measured).id(), measured.encoding().point());
        }
        return MeasuredAssignment.of(points, RateQualityCurve.upperHull(encodings.points()), TEMPERATURE_VMAF);
    }

    private Centroid nearest(Measured measured) {
        return plan.centroids().stream()
                .filter(it -> it.profile().pictureSize().equals(measured.probe().size())
                        && it.family().equals(measured.family()))
                .min(Comparator.comparingDouble(it -> switch (it.profile().rateControl()) {
                    case RateControl.ConstantQuality(double vmafNeg) ->
                        Math.abs(vmafNeg - measured.encoding().quality().vmafNeg());
                    case RateControl.ConstantRateFactor(double crf) ->
                        Math.abs(crf - measured.probe().crf());
                }))
                .orElseThrow();
    }

    /** The tails of the delivered encodings; those that were refused are only counted. */
    private Optional<Tails> tails(ClipFacts clip, List<Delivered> delivered) throws IOException, InterruptedException {
        List<TailTask> tasks = new ArrayList<>();
        Map<TailTask, Delivered> members = new HashMap<>();
        for (Delivered encoding : delivered) {
            MemberTask member = encoding.encoding().task().member();
            for (TailPlan.Point point : tailPlan.points(
                    clip,
                    member.types(),
                    member.profile(),
                    encoding.encoding().point().bitsPerSecond())) {
                TailTask task = new TailTask(member, point.from(), point.crfStep());
                tasks.add(task);
                members.put(task, encoding);
            }
        }
        List<Optional<MaybeTail>> attempts =
                Parallel.map(tasks, task -> tail(task, Objects.requireNonNull(members.get(task))));
        progress.advance(Phase.TAILS, seconds(clip));
        if (!attempts.stream().allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        List<MaybeTail> all = attempts.stream().map(Optional::orElseThrow).toList();
        List<TailEncoding> made =
                all.stream().flatMap(attempt -> attempt.tail().stream()).toList();
        return Optional.of(new Tails(made, all.size() - made.size()));
    }

    /** A finished attempt: the tail, or nothing if it was refused. */
    private record MaybeTail(Optional<TailEncoding> tail) {}

    private Optional<MaybeTail> tail(TailTask task, Delivered member) throws IOException, InterruptedException {
        Optional<Result> made = results.of(task);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        if (!(MadeTail.read(made.get().content()) instanceof MadeTail.Encoded(EncodedMember tail))) {
            return Optional.of(new MaybeTail(Optional.empty()));
        }
        MeasureTailTask measure = new MeasureTailTask(task);
        Optional<Result> measured = results.of(measure);
        Optional<Result> ofMember = results.of(member.encoding().task());
        Optional<Result> encoded = results.of(task.member());
        if (measured.isEmpty() || ofMember.isEmpty() || encoded.isEmpty()) {
            return Optional.empty();
        }
        long before = EncodedMember.read(encoded.get().content()).accessUnits().subList(0, task.from()).stream()
                .mapToLong(it -> it.data().size())
                .sum();
        List<Quality> pictures = new ArrayList<>(
                MemberScores.read(ofMember.get().content()).pictures().subList(0, task.from()));
        pictures.addAll(MemberScores.read(measured.get().content()).pictures());
        BlendPoint point = new BlendPoint(
                new Tail(member.centroid().id(), task.from(), task.crfStep()),
                tail.payloadBytes(),
                before + tail.payloadBytes(),
                Quality.mean(pictures));
        return Optional.of(new MaybeTail(Optional.of(
                new TailEncoding(measure, point, tail.cpuTime(), made.get().origin()))));
    }

    private static double seconds(ClipFacts clip) {
        return (double) clip.durationTicks() / Title.TIMESCALE;
    }
}
