package dev.starling.farm.encode;

import dev.starling.farm.encode.ClipOutcome.Delivered;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.executor.Results;
import dev.starling.farm.executor.Results.Result;
import dev.starling.farm.task.EncodedMember;
import dev.starling.farm.task.MeasureRequantisedTask;
import dev.starling.farm.task.MeasureRowsTask;
import dev.starling.farm.task.MeasuredBlend;
import dev.starling.farm.task.MemberRows;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.Task;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.BlendPoint.Basis;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;

/** Measures the blend points of one clip at slice and coefficient level. */
record AtlasWork(Results results) {
    /** Requantising reaches its budget within a few per cent, or not at all. */
    private static final double MAX_EXCESS = 1.05;

    /**
     * A blend to measure.
     *
     * @param maxBytes its budget; a blend that is far above it has none
     * @param point makes its entry in the atlas
     */
    private record Blend(Task task, long maxBytes, Function<BlendPoint.Result, BlendPoint> point) {}

    /**
     * A measured blend.
     *
     * @param task measured it
     * @param point empty if the members do not blend, or not within the budget
     */
    record Measured(Task task, Optional<BlendPoint> point) {}

    /** Measures the blends of the members of a clip; empty if a task failed for good. */
    Optional<List<Measured>> run(List<Delivered> delivered) throws IOException, InterruptedException {
        List<Blend> blends = new ArrayList<>();
        for (List<Delivered> family : AtlasPlan.families(delivered)) {
            for (int i = 0; i < family.size(); i++) {
                Delivered member = family.get(i);
                for (double share : AtlasPlan.shares(family, i)) {
                    blends.add(new Blend(
                            new MeasureRequantisedTask(task(member), share),
                            Math.round(share * member.encoding().bytes()),
                            result -> new BlendPoint.OfRequantised(id(member), result)));
                }
                if (i + 1 < family.size() && !addRows(member, family.get(i + 1), blends)) {
                    return Optional.empty();
                }
            }
        }
        List<Optional<Measured>> measured = Parallel.map(blends, this::measured);
        return measured.stream().allMatch(Optional::isPresent)
                ? Optional.of(measured.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    /** Adds the blends of the rows of two neighbours; false if one of them is missing. */
    private boolean addRows(Delivered higher, Delivered lower, List<Blend> blends)
            throws IOException, InterruptedException {
        if (higher.centroid().profile().structuralGenes().slices() < 2) {
            return true;
        }
        Optional<MemberRows> above = rows(higher);
        Optional<MemberRows> below = rows(lower);
        if (above.isEmpty() || below.isEmpty()) {
            return false;
        }
        int count = above.get().count();
        if (count >= 2 && count == below.get().count()) {
            for (int division : AtlasPlan.divisions(count)) {
                SortedSet<Integer> rows = above.get().cheapest(below.get(), division);
                blends.add(new Blend(
                        new MeasureRowsTask(task(higher), task(lower), List.copyOf(rows)),
                        higher.encoding().bytes(),
                        result -> new BlendPoint.OfRows(new RowBlend(id(higher), id(lower), rows), result)));
            }
        }
        return true;
    }

    private Optional<MemberRows> rows(Delivered member) throws IOException, InterruptedException {
        return results.of(task(member)).map(it -> MemberRows.of(EncodedMember.read(it.content())));
    }

    private Optional<Measured> measured(Blend blend) throws IOException, InterruptedException {
        Optional<Result> result = results.of(blend.task());
        return result.map(it -> new Measured(
                blend.task(),
                MeasuredBlend.read(it.content())
                        .filter(made -> made.bytes() <= MAX_EXCESS * blend.maxBytes())
                        .map(AtlasWork::result)
                        .map(blend.point())));
    }

    private static BlendPoint.Result result(MeasuredBlend measured) {
        return new BlendPoint.Result(
                measured.bytes(),
                measured.scores().mean(),
                measured.scores().pictures().stream()
                        .mapToDouble(Quality::vmafNeg)
                        .min()
                        .orElseThrow(),
                Basis.MEASURED);
    }

    private static MemberTask task(Delivered member) {
        return member.encoding().task().member();
    }

    private static ClusterId id(Delivered member) {
        return member.centroid().id();
    }
}
