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
import java.util.Objects;
import java.util.SortedSet;
import java.util.function.ToDoubleFunction;

/**
 * Predicts the blend points of the clips that are not measured, from those of the same title that are. What
 * requantising to a share of the bytes leaves of each score rises with the quality of the member, so it is a straight
 * line over that, fitted to the measured members. Where the quality of rows lies between those of their members is the
 * mean over the blends with the same number of rows; their size is counted.
 */
final class AtlasModel {
    /** Members that are nearer than this in VMAF NEG do not tell where a blend lies between them. */
    private static final double MIN_DIFFERENCE = 1;

    /** Members that are nearer than this in VMAF hardly tell how a loss depends on it. */
    private static final double MIN_SPREAD = 5;

    /** By share of the bytes. */
    private final Map<Double, Fits> requantised = new HashMap<>();
    /** By number of rows of the higher member. */
    private final Map<Integer, Means> rows = new HashMap<>();

    /** What is predicted. */
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

    /** Lines over the VMAF of members. */
    private static final class Fits {
        private final Map<Part, FittedLine> lines = new EnumMap<>(Part.class);

        void add(Part part, Quality member, double value) {
            lines.computeIfAbsent(part, _ -> new FittedLine(MIN_SPREAD)).add(member.vmaf(), value);
        }

        /** A share, 0–1. */
        double of(Part part, Quality member) {
            return Math.clamp(Objects.requireNonNull(lines.get(part)).at(member.vmaf()), 0, 1);
        }
    }

    /** Means over measured points. */
    private static final class Means {
        private final Map<Part, Double> sums = new EnumMap<>(Part.class);
        private final Map<Part, Integer> counts = new EnumMap<>(Part.class);

        void add(Part part, double value) {
            sums.merge(part, value, Double::sum);
            counts.merge(part, 1, Integer::sum);
        }

        double of(Part part) {
            return sums.getOrDefault(part, 0.0) / counts.getOrDefault(part, 1);
        }
    }

    /** @param worst the VMAF NEG of the worst picture, relative to the mean */
    private static Result predicted(long bytes, Quality quality, double worst) {
        return new Result(bytes, quality, Math.clamp(quality.vmafNeg() * worst, 0, 100), Basis.PREDICTED);
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
                Fits fits = requantised.computeIfAbsent(nearest, _ -> new Fits());
                Quality whole = member.encoding().quality();
                fits.add(Part.PSNR, whole, left(result.quality(), whole, Quality::psnr));
                fits.add(Part.SSIM, whole, left(result.quality(), whole, Quality::ssim));
                fits.add(Part.VMAF, whole, left(result.quality(), whole, Quality::vmaf));
                fits.add(Part.VMAF_NEG, whole, left(result.quality(), whole, Quality::vmafNeg));
                fits.add(Part.WORST, whole, worst(result));
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
                means.add(Part.WORST, worst(result));
            }
        }
    }

    private static double worst(Result result) {
        return result.worstVmafNeg() / Math.max(1, result.quality().vmafNeg());
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
                    Fits fits = requantised.get(share);
                    if (fits != null) {
                        points.add(requantised(family.get(i), share, fits));
                    }
                }
                if (i + 1 < family.size()) {
                    addRows(family.get(i), family.get(i + 1), rowsOf, points);
                }
            }
        }
        return points;
    }

    private static BlendPoint requantised(Delivered member, double share, Fits fits) {
        Quality whole = member.encoding().quality();
        Quality quality = new Quality(
                whole.psnr() * fits.of(Part.PSNR, whole),
                whole.ssim() * fits.of(Part.SSIM, whole),
                whole.vmaf() * fits.of(Part.VMAF, whole),
                whole.vmafNeg() * fits.of(Part.VMAF_NEG, whole));
        long bytes = Math.max(1, Math.round(share * member.encoding().bytes()));
        return new BlendPoint.OfRequantised(
                member.centroid().id(), predicted(bytes, quality, fits.of(Part.WORST, whole)));
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
                        predicted(above.bytes(below, cheapest), quality, means.of(Part.WORST))));
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
