package dev.starling.farm.encode;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.starling.farm.Phase;
import dev.starling.farm.SwarmPlan;
import dev.starling.farm.SwarmPlan.Centroid;
import dev.starling.farm.SwarmPlan.Families;
import dev.starling.farm.encode.ClipOutcome.Encoding;
import dev.starling.farm.encode.ClipOutcome.TailEncoding;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.executor.Results;
import dev.starling.farm.executor.Results.Result;
import dev.starling.farm.task.AnalyseTask;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.EncodedMember;
import dev.starling.farm.task.MadeTail;
import dev.starling.farm.task.MeasureTailTask;
import dev.starling.farm.task.MeasureTask;
import dev.starling.farm.task.MemberScores;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.TailTask;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.breed.cluster.MeasuredAssignment;
import dev.starling.swarm.breed.cluster.MeasuredAssignment.Measured;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /**
     * ε of the soft assignment: with nine clusters, 1 % is left for a cluster some 15 points below the optimum at its
     * bitrates. Other members are plainly better there, so no viewer would be sent it.
     */
    static final double NEGLIGIBLE = 0.01;

    private final SwarmPlan plan;
    private final TailPlan tailPlan;
    private final SourceFormat source;
    private final Results results;
    private final ProgressBoard progress;

    ClipWork(SwarmPlan plan, TailPlan tailPlan, SourceFormat source, Results results, ProgressBoard progress) {
        this.plan = plan;
        this.tailPlan = tailPlan;
        this.source = source;
        this.results = results;
        this.progress = progress;
    }

    /** Does all the work on a clip; empty if a task failed for good (the other results are kept). */
    Optional<ClipOutcome> run(ClipFacts clip) throws IOException, InterruptedException {
        Optional<Families> known = families(clip);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Families families = known.get();
        List<Centroid> wanted =
                plan.centroids().stream().filter(families::isWanted).toList();
        Optional<List<Encoding>> encodings = encodings(clip, wanted);
        if (encodings.isEmpty()) {
            return Optional.empty();
        }
        List<Encoding> rungs = encodings.get().stream()
                .filter(it -> families.isMostProbable(it.centroid()))
                .toList();
        SoftAssignment ofRungs = assign(clip, rungs);
        Set<ClusterId> names = withNeighbours(ofRungs.delivered(plan::groupOf, NEGLIGIBLE), rungs);
        List<Encoding> delivered = encodings.get().stream()
                .filter(it -> names.contains(rungOf(it.centroid(), rungs).id()))
                .toList();
        SoftAssignment assignment = assignment(families, ofRungs, rungs);
        return tails(clip, delivered)
                .map(it -> new ClipOutcome(clip, encodings.get(), assignment, delivered, it.made(), it.refused()));
    }

    /** Analyses the content only if the families depend on it: that takes about as long as decoding. */
    private Optional<Families> families(ClipFacts clip) throws IOException, InterruptedException {
        Optional<Families> certain = plan.certainFamilies();
        if (certain.isPresent()) {
            return certain;
        }
        return results.of(new AnalyseTask(clip, source)).map(it -> plan.familiesOf(AnalyseTask.read(it.content())));
    }

    /** The encoding of the most probable family at a centroid's size and quality, and of its blend group. */
    private static Centroid rungOf(Centroid centroid, List<Encoding> rungs) {
        return rungs.stream()
                .map(Encoding::centroid)
                .filter(it -> it.isOnTheRungOf(centroid) && it.group().equals(centroid.group()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The probability of every cluster: the measured probability of its rung, shared among the families by their
     * predicted probabilities.
     */
    private SoftAssignment assignment(Families families, SoftAssignment ofRungs, List<Encoding> rungs) {
        SortedMap<ClusterId, Double> probabilities = new TreeMap<>();
        for (Centroid centroid : plan.centroids()) {
            double ofGroup = plan.centroids().stream()
                    .filter(it -> it.isOnTheRungOf(centroid) && it.group().equals(centroid.group()))
                    .mapToDouble(families::of)
                    .sum();
            double share = families.of(centroid) / ofGroup;
            probabilities.put(centroid.id(), ofRungs.of(rungOf(centroid, rungs).id()) * share);
        }
        return new SoftAssignment(probabilities);
    }

    /** Adds a neighbour for each cluster that is alone in its blend group: a blend needs two members. */
    private static Set<ClusterId> withNeighbours(Set<ClusterId> delivered, List<Encoding> rungs) {
        Set<ClusterId> all = new HashSet<>(delivered);
        Map<BlendGroupId, List<ClusterId>> groups = rungs.stream()
                .map(Encoding::centroid)
                .collect(groupingBy(Centroid::group, mapping(Centroid::id, toList())));
        for (List<ClusterId> group : groups.values()) {
            List<ClusterId> alone = group.stream().filter(delivered::contains).toList();
            if (alone.size() == 1 && group.size() > 1) {
                int at = group.indexOf(alone.getFirst());
                all.add(group.get(at + 1 < group.size() ? at + 1 : at - 1));
            }
        }
        return all;
    }

    private Optional<List<Encoding>> encodings(ClipFacts clip, List<Centroid> wanted)
            throws IOException, InterruptedException {
        Map<StructuralGenes, GopStructure> types = new HashMap<>();
        for (Centroid centroid : wanted) {
            var genes = centroid.profile().structuralGenes();
            if (!types.containsKey(genes)) {
                Optional<Result> decided = results.of(new PictureTypesTask(clip, source, genes));
                if (decided.isEmpty()) {
                    return Optional.empty();
                }
                types.put(genes, PictureTypesTask.read(decided.get().content()));
            }
        }
        double area = wanted.stream()
                .mapToDouble(it -> it.profile().pictureSize().area())
                .sum();
        return all(Parallel.map(wanted, centroid -> {
            GopStructure structure =
                    Objects.requireNonNull(types.get(centroid.profile().structuralGenes()));
            return encoding(
                    clip, structure, centroid, centroid.profile().pictureSize().area() / area, wanted.size());
        }));
    }

    private Optional<Encoding> encoding(
            ClipFacts clip, GopStructure types, Centroid centroid, double shareOfArea, int encodings)
            throws IOException, InterruptedException {
        MemberTask memberTask = new MemberTask(clip, source, types, centroid.profile());
        Optional<Result> made = results.of(memberTask);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        EncodedMember encoded = EncodedMember.read(made.get().content());
        progress.advance(Phase.ENCODE, share(clip, shareOfArea), made.get().origin());

        MeasureTask measureTask = new MeasureTask(memberTask);
        Optional<Result> measured = results.of(measureTask);
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        MemberScores scores = MemberScores.read(measured.get().content());
        progress.advance(
                Phase.MEASURE, share(clip, 1.0 / encodings), measured.get().origin());
        Member member = new Member(centroid.id(), encoded.payloadBytes(), scores.mean());
        return Optional.of(new Encoding(
                centroid,
                measureTask,
                encoded.configuration(),
                member,
                encoded.cpuTime(),
                made.get().origin()));
    }

    private static SoftAssignment assign(ClipFacts clip, List<Encoding> encodings) {
        List<Measured> measured = encodings.stream()
                .map(it -> new Measured(
                        it.centroid().id(),
                        it.centroid().group(),
                        new RateQualityPoint(
                                it.bitsPerSecond(clip), it.member().quality().vmaf())))
                .toList();
        return MeasuredAssignment.of(measured, TEMPERATURE_VMAF);
    }

    /** What came of the tails of a clip. */
    private record Tails(List<TailEncoding> made, int refused) {}

    /** The tails of the delivered encodings; those that were refused are only counted. */
    private Optional<Tails> tails(ClipFacts clip, List<Encoding> delivered) throws IOException, InterruptedException {
        List<TailTask> tasks = new ArrayList<>();
        Map<TailTask, Encoding> members = new HashMap<>();
        for (Encoding encoding : delivered) {
            MemberTask member = encoding.task().member();
            for (TailPlan.Point point :
                    tailPlan.points(clip, member.types(), member.profile(), encoding.bitsPerSecond(clip))) {
                TailTask task = new TailTask(member, point.from(), point.crfStep());
                tasks.add(task);
                members.put(task, encoding);
            }
        }
        List<Optional<MaybeTail>> attempts =
                Parallel.map(tasks, task -> tail(task, Objects.requireNonNull(members.get(task))));
        progress.advance(Phase.TAILS, share(clip, 1));
        return all(attempts)
                .map(it -> new Tails(
                        it.stream().flatMap(attempt -> attempt.tail().stream()).toList(), (int) it.stream()
                                .filter(attempt -> attempt.tail().isEmpty())
                                .count()));
    }

    /** A finished attempt: the tail, or nothing if it was refused. */
    private record MaybeTail(Optional<TailEncoding> tail) {}

    private Optional<MaybeTail> tail(TailTask task, Encoding member) throws IOException, InterruptedException {
        Optional<Result> made = results.of(task);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        if (!(MadeTail.read(made.get().content()) instanceof MadeTail.Encoded(EncodedMember tail))) {
            return Optional.of(new MaybeTail(Optional.empty()));
        }
        MeasureTailTask measure = new MeasureTailTask(task);
        Optional<Result> measured = results.of(measure);
        Optional<Result> ofMember = results.of(member.task());
        Optional<Result> encoded = results.of(member.task().member());
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

    private static double share(ClipFacts clip, double share) {
        return share * clip.durationTicks() / Title.TIMESCALE;
    }

    private static <T> Optional<List<T>> all(List<Optional<T>> parts) {
        return parts.stream().allMatch(Optional::isPresent)
                ? Optional.of(parts.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }
}
