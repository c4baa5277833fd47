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
        Optional<Tails> tails = tails(clip, delivered);
        Optional<List<AtlasWork.Measured>> atlas =
                AtlasPlan.isMeasured(clip.index()) ? new AtlasWork(results).run(delivered) : Optional.of(List.of());
        progress.advance(Phase.TAILS, seconds(clip));
        return tails.isEmpty() || atlas.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClipOutcome(
                        clip,
                        encodings.measured().stream().map(Measured::encoding).toList(),
                        assignment(encodings, delivered),
                        delivered,
                        tails.get(),
                        atlas.get(),
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
                        ladder.ceiling()));
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
                        .filter(it -> all.stream()
                                .noneMatch(other -> other.encoding()
                                        .point()
                                        .dominates(it.encoding().point())))
                        .map(it -> new Delivered(centroid(it), it.encoding()))
                        .toList(),
                Clip.Ceiling.NONE));
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
        List<Attempt> attempts = new ArrayList<>();
        for (Delivered member : delivered) {
            MemberTask task = member.encoding().task().member();
            List<TailPlan.Point> points = tailPlan.points(
                    clip,
                    task.types(),
                    task.profile(),
                    member.encoding().point().bitsPerSecond());
            if (!points.isEmpty()) {
                Optional<Original> original = original(member);
                if (original.isEmpty()) {
                    return Optional.empty();
                }
                points.forEach(point ->
                        attempts.add(new Attempt(new TailTask(task, point.from(), point.crfStep()), original.get())));
            }
        }
        List<Optional<MaybeTail>> ended = Parallel.map(attempts, this::tail);
        if (!ended.stream().allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        List<MaybeTail> all = ended.stream().map(Optional::orElseThrow).toList();
        List<TailEncoding> made =
                all.stream().flatMap(attempt -> attempt.tail().stream()).toList();
        return Optional.of(new Tails(made, all.size() - made.size()));
    }

    /**
     * What tails continue.
     *
     * @param cluster of the member
     * @param bytes of each of its access units
     * @param pictures the quality of each access unit
     */
    private record Original(ClusterId cluster, List<Integer> bytes, List<Quality> pictures) {}

    private Optional<Original> original(Delivered member) throws IOException, InterruptedException {
        Optional<Result> encoded = results.of(member.encoding().task().member());
        Optional<Result> measured = results.of(member.encoding().task());
        if (encoded.isEmpty() || measured.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Original(
                member.centroid().id(),
                EncodedMember.read(encoded.get().content()).accessUnits().stream()
                        .map(it -> it.data().size())
                        .toList(),
                MemberScores.read(measured.get().content()).pictures()));
    }

    /** A tail to make. */
    private record Attempt(TailTask task, Original original) {}

    /** A finished attempt: the tail, or nothing if it was refused. */
    private record MaybeTail(Optional<TailEncoding> tail) {}

    private Optional<MaybeTail> tail(Attempt attempt) throws IOException, InterruptedException {
        TailTask task = attempt.task();
        Optional<Result> made = results.of(task);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        if (!(MadeTail.read(made.get().content()) instanceof MadeTail.Encoded(EncodedMember tail))) {
            return Optional.of(new MaybeTail(Optional.empty()));
        }
        MeasureTailTask measure = new MeasureTailTask(task);
        Optional<Result> measured = results.of(measure);
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        Original original = attempt.original();
        long before = original.bytes().subList(0, task.from()).stream()
                .mapToLong(Integer::longValue)
                .sum();
        List<Quality> pictures = new ArrayList<>(original.pictures().subList(0, task.from()));
        pictures.addAll(MemberScores.read(measured.get().content()).pictures());
        BlendPoint.OfTail point = new BlendPoint.OfTail(
                new Tail(original.cluster(), task.from(), task.crfStep()),
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
