package dev.starling.farm.encode;

import dev.starling.farm.Phase;
import dev.starling.farm.SwarmPlan;
import dev.starling.farm.SwarmPlan.Centroid;
import dev.starling.farm.SwarmPlan.Families;
import dev.starling.farm.encode.ClipEncodings.Measured;
import dev.starling.farm.encode.ClipEncodings.Wanted;
import dev.starling.farm.encode.ClipOutcome.Delivered;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.executor.Results;
import dev.starling.farm.task.AnalyseTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.SpliceTask;
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
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The work on one clip, step by step: from its pictures to its members, their quality, its assignment and its atlas.
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
    private final SourceFormat source;
    private final Results results;
    private final ProgressBoard progress;

    ClipWork(SwarmPlan plan, QualityTarget target, SourceFormat source, Results results, ProgressBoard progress) {
        this.plan = plan;
        this.target = target;
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
        Optional<List<BlendPoint>> atlas = atlas(clip, delivered);
        return atlas.map(points -> new ClipOutcome(
                clip,
                encodings.measured().stream().map(Measured::encoding).toList(),
                assignment(encodings, delivered),
                delivered,
                points,
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

    /** One splice in the middle of the clip for each pair of delivered neighbours that can be blended. */
    private Optional<List<BlendPoint>> atlas(ClipFacts clip, List<Delivered> delivered)
            throws IOException, InterruptedException {
        List<List<Delivered>> pairs = new ArrayList<>();
        Map<Profile.H264.Family, Delivered> before = new HashMap<>();
        for (Delivered lower : delivered) {
            Delivered higher = before.put(lower.centroid().profile().family(), lower);
            if (higher != null && clip.frameCount() > 1) {
                pairs.add(List.of(higher, lower));
            }
        }
        List<Optional<BlendPoint>> points =
                Parallel.map(pairs, pair -> splice(pair.getFirst(), pair.getLast(), clip.frameCount() / 2));
        progress.advance(Phase.BLEND, seconds(clip));
        return points.stream().allMatch(Optional::isPresent)
                ? Optional.of(points.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    private Optional<BlendPoint> splice(Delivered higher, Delivered lower, int fromHigher)
            throws IOException, InterruptedException {
        return results.of(new SpliceTask(
                        higher.encoding().task(), lower.encoding().task(), fromHigher))
                .map(it -> SpliceTask.Splice.read(it.content()))
                .map(it -> new BlendPoint(
                        higher.centroid().id(), lower.centroid().id(), fromHigher, it.bytes(), it.quality()));
    }

    private static double seconds(ClipFacts clip) {
        return (double) clip.durationTicks() / Title.TIMESCALE;
    }
}
