package dev.starling.swarm.steer;

import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bytes and scores of the access units of one source. Access units count in the clip. Immutable. */
final class SourceIndex {
    private static final Left ALL = new Left(1, (_, _) -> 1);

    /** A score of {@link Quality}. */
    enum Score {
        PSNR,
        SSIM,
        VMAF,
        VMAF_NEG;

        double of(Quality quality) {
            return switch (this) {
                case PSNR -> quality.psnr();
                case SSIM -> quality.ssim();
                case VMAF -> quality.vmaf();
                case VMAF_NEG -> quality.vmafNeg();
            };
        }
    }

    private final int start;
    /** The position of each access unit, then the size of all. */
    private final long[] offsets;
    /** The sum of each score over the access units before each one, then over all. */
    private final Map<Score, double[]> sums;

    private final Left left;

    /**
     * What is left of the bytes and scores.
     *
     * @param share of the bytes
     * @param factors of each score
     */
    private record Left(double share, ScoreFactors factors) {}

    /** The part of each score that is left at a share of the bytes. */
    @FunctionalInterface
    interface ScoreFactors {
        double factor(Score score, double share);
    }

    private SourceIndex(int start, long[] offsets) {
        this(start, offsets, new EnumMap<>(Score.class), ALL);
    }

    private SourceIndex(int start, long[] offsets, Map<Score, double[]> sums, Left left) {
        this.start = start;
        this.offsets = offsets;
        this.sums = sums;
        this.left = left;
    }

    /**
     * The index of a member or tail.
     *
     * @param start the access unit of the clip that is its first
     */
    static SourceIndex of(int start, List<AccessUnitEntry> accessUnits) {
        long[] offsets = new long[accessUnits.size() + 1];
        for (int i = 0; i < accessUnits.size(); i++) {
            offsets[i + 1] = offsets[i] + accessUnits.get(i).bytes();
        }
        SourceIndex index = new SourceIndex(start, offsets);
        for (Score score : Score.values()) {
            double[] sums = new double[accessUnits.size() + 1];
            for (int i = 0; i < accessUnits.size(); i++) {
                sums[i + 1] = sums[i] + score.of(accessUnits.get(i).quality());
            }
            index.sums.put(score, sums);
        }
        return index;
    }

    /**
     * The index of rows of slices of two members. Each picture's quality lies between those of the members, by the
     * share of the rows; a constant makes the mean that of the blend point.
     *
     * @return empty if the members do not have the same rows in every access unit
     */
    static Optional<SourceIndex> of(
            BlendPoint.OfRows point, List<AccessUnitEntry> higher, List<AccessUnitEntry> lower) {
        RowBlend rows = point.rows();
        int count = higher.getFirst().sliceOffsets().size();
        if (rows.rows().last() >= count || rows.rows().size() == count) {
            return Optional.empty();
        }
        long[] offsets = new long[higher.size() + 1];
        for (int i = 0; i < higher.size(); i++) {
            if (higher.get(i).sliceOffsets().size() != count
                    || lower.get(i).sliceOffsets().size() != count) {
                return Optional.empty();
            }
            offsets[i + 1] = offsets[i] + bytes(rows, higher.get(i), lower.get(i));
        }
        SourceIndex index = new SourceIndex(0, offsets);
        SourceIndex above = of(0, higher);
        SourceIndex below = of(0, lower);
        double share = (double) rows.rows().size() / count;
        for (Score score : Score.values()) {
            double[] sums = new double[higher.size() + 1];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = share * above.sums(score)[i] + (1 - share) * below.sums(score)[i];
            }
            double shift = score.of(point.quality()) - sums[higher.size()] / higher.size();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += i * shift;
            }
            index.sums.put(score, sums);
        }
        return Optional.of(index);
    }

    /** What is before the first slice comes from the higher member. */
    private static long bytes(RowBlend rows, AccessUnitEntry higher, AccessUnitEntry lower) {
        long bytes = higher.sliceOffsets().getFirst();
        for (int row = 0; row < higher.sliceOffsets().size(); row++) {
            AccessUnitEntry unit = rows.rows().contains(row) ? higher : lower;
            bytes += unit.sliceUntil(row) - unit.sliceOffsets().get(row);
        }
        return bytes;
    }

    private double[] sums(Score score) {
        return sums.getOrDefault(score, new double[0]);
    }

    /** The size of a run of access units. */
    long bytes(int from, int until) {
        return position(until) - position(from);
    }

    private long position(int accessUnit) {
        long whole = offsets[accessUnit - start];
        return left.share == 1 ? whole : (long) (left.share * whole);
    }

    /** The sum of a score over a run of access units. */
    double sum(Score score, int from, int until) {
        double[] own = sums(score);
        double factor = left.factors.factor(score, left.share);
        return factor * own[until - start] - factor * own[from - start];
    }

    /**
     * The index of what is left if everything shrinks to a share of its bytes. A view: it costs nothing to make.
     *
     * @param factors what that leaves of each score
     */
    SourceIndex scaled(double share, ScoreFactors factors) {
        return new SourceIndex(start, offsets, sums, new Left(share, factors));
    }
}
