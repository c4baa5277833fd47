package dev.starling.farm.encode;

import dev.starling.farm.encode.ClipOutcome.Delivered;
import dev.starling.farm.task.MemberRows;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.BlendPoint.Basis;
import dev.starling.swarm.title.BlendPoint.Result;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.ToDoubleFunction;

/**
 * Predicts the blend points of the clips that are not measured, from those of the same title that are. What
 * requantising to a share of the bytes leaves of each score is the mean over the measured members; the lowest members
 * of families and the others count apart. Where the quality of rows lies between those of their members is the mean
 * over the blends with the same number of rows; their size is counted.
 */
final class AtlasModel {
    /** Members that are nearer than this in VMAF NEG do not tell where a blend lies between them. */
    private static final double MIN_DIFFERENCE = 1;

    private final Map<Requantising, Means> requantised = new HashMap<>();
    private final Map<Integer, Means> rows = new HashMap<>();

    /** A kind of requantising. */
    private record Requantising(Standing standing, double share) {}

    private enum Standing {
        LOWEST,
        ABOVE;

        static Standing of(List<Delivered> family, int member) {
            return member == family.size() - 1 ? LOWEST : ABOVE;
        }
    }

    /** What the means are of. */
    private enum Part {
        /** What is left of a score. */
        PSNR,
        SSIM,
        VMAF,
        VMAF_NEG,
        /** Where the VMAF NEG of rows lies between those of the members, 0–1. */
        PLACE,
        /** The VMAF NEG of the worst picture, relative to the mean. */
        WORST
    }

    /** Means over measured points. */
    private static final class Means {
        private final Map<Part, Double> sums = new EnumMap<>(Part.class);
        private final Map<Part, Integer> counts = new EnumMap<>(Part.class);

        void add(Part part, double value) {
            sums.merge(part, value, Double::sum);
            counts.merge(part, 1, Integer::sum);
        }

        void addWorst(Result result) {
            add(Part.WORST, result.worstVmafNeg() / Math.max(1, result.quality().vmafNeg()));
        }

        double of(Part part) {
            return sums.getOrDefault(part, 0.0) / counts.getOrDefault(part, 1);
        }

        Result result(long bytes, Quality quality) {
            double worst = Math.clamp(quality.vmafNeg() * of(Part.WORST), 0, 100);
            return new Result(bytes, quality, worst, Basis.PREDICTED);
        }
    }

    /** The model of a title's measured clips. */
    static AtlasModel of(List<ClipOutcome> clips) {
        AtlasModel model = new AtlasModel();
        for (ClipOutcome clip : clips) {
            for (List<Delivered> family : AtlasPlan.families(clip.delivered())) {
                clip.atlas().stream().flatMap(it -> it.point().stream()).forEach(point -> model.learn(point, family));
            }
        }
        return model;
    }

    private void learn(BlendPoint point, List<Delivered> family) {
        switch (point) {
            case BlendPoint.OfTail _ -> {}
            case BlendPoint.OfRequantised(ClusterId id, Result result) -> learn(id, result, family);
            case BlendPoint.OfRows(RowBlend blend, Result result) -> learn(blend, result, family);
        }
    }

    private void learn(ClusterId id, Result result, List<Delivered> family) {
        for (int i = 0; i < family.size(); i++) {
            Delivered member = family.get(i);
            if (member.centroid().id().equals(id)) {
                double share = (double) result.bytes() / member.encoding().bytes();
                double nearest = AtlasPlan.shares(family, i).stream()
                        .min(Comparator.comparingDouble(it -> Math.abs(it - share)))
                        .orElseThrow();
                Means means = requantised.computeIfAbsent(
                        new Requantising(Standing.of(family, i), nearest), _ -> new Means());
                Quality whole = member.encoding().quality();
                means.add(Part.PSNR, left(result.quality(), whole, Quality::psnr));
                means.add(Part.SSIM, left(result.quality(), whole, Quality::ssim));
                means.add(Part.VMAF, left(result.quality(), whole, Quality::vmaf));
                means.add(Part.VMAF_NEG, left(result.quality(), whole, Quality::vmafNeg));
                means.addWorst(result);
            }
        }
    }

    private void learn(RowBlend blend, Result result, List<Delivered> family) {
        for (int i = 0; i + 1 < family.size(); i++) {
            double above = family.get(i).encoding().quality().vmafNeg();
            double below = family.get(i + 1).encoding().quality().vmafNeg();
            if (family.get(i).centroid().id().equals(blend.higher()) && above - below >= MIN_DIFFERENCE) {
                Means means = rows.computeIfAbsent(blend.rows().size(), _ -> new Means());
                means.add(Part.PLACE, Math.clamp((result.quality().vmafNeg() - below) / (above - below), 0, 1));
                means.addWorst(result);
            }
        }
    }

    private static double left(Quality after, Quality before, ToDoubleFunction<Quality> score) {
        return Math.clamp(score.applyAsDouble(after) / Math.max(1e-6, score.applyAsDouble(before)), 0, 1);
    }

    /**
     * The points of a clip that was not measured.
     *
     * @param rowsOf the rows of its members
     */
    List<BlendPoint> points(List<Delivered> delivered, Map<ClusterId, MemberRows> rowsOf) {
        List<BlendPoint> points = new ArrayList<>();
        for (List<Delivered> family : AtlasPlan.families(delivered)) {
            for (int i = 0; i < family.size(); i++) {
                for (double share : AtlasPlan.shares(family, i)) {
                    Means means = requantised.get(new Requantising(Standing.of(family, i), share));
                    if (means != null) {
                        points.add(requantised(family.get(i), share, means));
                    }
                }
                if (i + 1 < family.size()) {
                    addRows(family.get(i), family.get(i + 1), rowsOf, points);
                }
            }
        }
        return points;
    }

    private static BlendPoint requantised(Delivered member, double share, Means means) {
        Quality whole = member.encoding().quality();
        Quality quality = new Quality(
                whole.psnr() * means.of(Part.PSNR),
                whole.ssim() * means.of(Part.SSIM),
                whole.vmaf() * means.of(Part.VMAF),
                whole.vmafNeg() * means.of(Part.VMAF_NEG));
        long bytes = Math.max(1, Math.round(share * member.encoding().bytes()));
        return new BlendPoint.OfRequantised(member.centroid().id(), means.result(bytes, quality));
    }

    private void addRows(
            Delivered higher, Delivered lower, Map<ClusterId, MemberRows> rowsOf, List<BlendPoint> points) {
        MemberRows above = rowsOf.get(higher.centroid().id());
        MemberRows below = rowsOf.get(lower.centroid().id());
        if (above == null || below == null || above.count() < 2 || above.count() != below.count()) {
            return;
        }
        for (int division : AtlasPlan.divisions(above.count())) {
            Means means = rows.get(division);
            if (means != null) {
                SortedSet<Integer> cheapest = above.cheapest(below, division);
                Quality quality =
                        between(higher.encoding().quality(), lower.encoding().quality(), means.of(Part.PLACE));
                points.add(new BlendPoint.OfRows(
                        new RowBlend(higher.centroid().id(), lower.centroid().id(), cheapest),
                        means.result(above.bytes(below, cheapest), quality)));
            }
        }
    }

    private static Quality between(Quality higher, Quality lower, double place) {
        return new Quality(
                lower.psnr() + place * (higher.psnr() - lower.psnr()),
                lower.ssim() + place * (higher.ssim() - lower.ssim()),
                lower.vmaf() + place * (higher.vmaf() - lower.vmaf()),
                lower.vmafNeg() + place * (higher.vmafNeg() - lower.vmafNeg()));
    }
}
