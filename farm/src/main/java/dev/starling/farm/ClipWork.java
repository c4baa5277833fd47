package dev.starling.farm;

import dev.starling.farm.ClipOutcome.Encoding;
import dev.starling.farm.Results.Result;
import dev.starling.farm.SwarmPlan.Centroid;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.EncodedMember;
import dev.starling.farm.task.MeasureTask;
import dev.starling.farm.task.MemberScores;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.SpliceTask;
import dev.starling.farm.task.StructureTask;
import dev.starling.media.PictureStructure;
import dev.starling.swarm.cluster.ClusterId;
import dev.starling.swarm.cluster.SoftAssignment;
import dev.starling.swarm.cluster.SoftAssignment.Measured;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.pack.BlendPoint;
import dev.starling.swarm.pack.Member;
import dev.starling.swarm.pack.Title;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The work on one clip, from its pictures to its members, their quality, its assignment and its atlas, written down as if
 * it were done one after the other; the tasks run wherever the results come from.
 */
final class ClipWork {
    /**
     * τ of the soft assignment: six points of VMAF. It is about what viewers can just tell apart, so a cluster that far below the
     * clip's own optimum should count for clearly less (1/e), and one that is a fraction of it below for nearly as much.
     */
    static final double TEMPERATURE_VMAF = 6;

    /**
     * ε of the soft assignment: with nine clusters, 1 % is what is left of a cluster some 15 points below the optimum at the bitrates
     * for which it stands. For those bitrates other members are plainly better; its bytes would be stored for nobody.
     */
    static final double NEGLIGIBLE = 0.01;

    private final SwarmPlan plan;
    private final SourceFormat source;
    private final Results results;
    private final ProgressBoard progress;

    ClipWork(SwarmPlan plan, SourceFormat source, Results results, ProgressBoard progress) {
        this.plan = plan;
        this.source = source;
        this.results = results;
        this.progress = progress;
    }

    /** Does all work on a clip; empty if some of it failed for good (all that did not was done). */
    Optional<ClipOutcome> run(ClipFacts clip) throws IOException, InterruptedException {
        Optional<List<Encoding>> encodings = encodings(clip);
        if (encodings.isEmpty()) {
            return Optional.empty();
        }
        SoftAssignment assignment = assign(clip, encodings.get());
        Set<ClusterId> names = assignment.delivered(plan::groupOf, NEGLIGIBLE);
        List<Encoding> delivered = encodings.get().stream()
                .filter(it -> names.contains(it.centroid().id()))
                .toList();
        Optional<List<BlendPoint>> atlas = atlas(clip, delivered);
        return atlas.map(points -> new ClipOutcome(clip, encodings.get(), assignment, delivered, points));
    }

    private Optional<List<Encoding>> encodings(ClipFacts clip) throws IOException, InterruptedException {
        Optional<Result> types = results.of(new StructureTask(clip, source, plan.structure()));
        if (types.isEmpty()) {
            return Optional.empty();
        }
        PictureStructure structure = StructureTask.read(types.get().content());
        return all(Parallel.map(plan.centroids(), centroid -> encoding(clip, structure, centroid)));
    }

    private Optional<Encoding> encoding(ClipFacts clip, PictureStructure types, Centroid centroid)
            throws IOException, InterruptedException {
        MemberTask memberTask = new MemberTask(clip, source, types, centroid.profile());
        Optional<Result> made = results.of(memberTask);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        boolean reused = made.get().reused();
        EncodedMember encoded = EncodedMember.read(made.get().content());
        progress.advance(Phase.ENCODE, share(clip, plan.areaShare(centroid)), reused);

        MeasureTask measureTask = new MeasureTask(memberTask);
        Optional<Result> measured = results.of(measureTask);
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        MemberScores scores = MemberScores.read(measured.get().content());
        progress.advance(
                Phase.MEASURE,
                share(clip, 1.0 / plan.centroids().size()),
                measured.get().reused());
        Member member = new Member(centroid.id(), encoded.payloadBytes(), scores.mean());
        return Optional.of(
                new Encoding(centroid, measureTask, encoded.parameterSets(), member, encoded.cpuTime(), reused));
    }

    private static SoftAssignment assign(ClipFacts clip, List<Encoding> encodings) {
        List<Measured> measured = encodings.stream()
                .map(it -> new Measured(
                        it.centroid().id(),
                        it.centroid().group(),
                        new RateQualityPoint(
                                it.bitsPerSecond(clip), it.member().quality().vmaf())))
                .toList();
        return SoftAssignment.ofMeasured(measured, TEMPERATURE_VMAF);
    }

    /** One splice for each pair of delivered neighbours, in the middle of the clip. */
    private Optional<List<BlendPoint>> atlas(ClipFacts clip, List<Encoding> delivered)
            throws IOException, InterruptedException {
        List<List<Encoding>> pairs = new ArrayList<>();
        for (int i = 1; i < delivered.size() && clip.frameCount() > 1; i++) {
            Encoding higher = delivered.get(i - 1);
            if (higher.centroid().group().equals(delivered.get(i).centroid().group())) {
                pairs.add(List.of(higher, delivered.get(i)));
            }
        }
        List<Optional<BlendPoint>> points =
                Parallel.map(pairs, pair -> splice(pair.getFirst(), pair.getLast(), clip.frameCount() / 2));
        progress.advance(Phase.BLEND, share(clip, 1), false);
        return all(points);
    }

    private Optional<BlendPoint> splice(Encoding higher, Encoding lower, int fromHigher)
            throws IOException, InterruptedException {
        return results.of(new SpliceTask(higher.task(), lower.task(), fromHigher))
                .map(it -> SpliceTask.Splice.read(it.content()))
                .map(it -> new BlendPoint(
                        higher.centroid().id(), lower.centroid().id(), fromHigher, it.bytes(), it.quality()));
    }

    private static double share(ClipFacts clip, double share) {
        return share * clip.durationTicks() / Title.TIMESCALE;
    }

    private static <T> Optional<List<T>> all(List<Optional<T>> parts) {
        return parts.stream().allMatch(Optional::isPresent)
                ? Optional.of(parts.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }
}
