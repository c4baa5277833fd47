package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.RequantisationSteps.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * Makes a video smaller by quantising its transform levels more coarsely, without decoding pixels (open loop: what a
 * picture loses, the pictures predicted from it lose too, until the next IDR picture).
 */
public final class Requantisation {
    private static final int MAX_DELTA_QP = 51;

    /** A level of one becomes zero, and even levels keep their coefficients exactly, because the steps nest. */
    private static final int LEAST_USEFUL_DELTA_QP = 6;

    /** Bisections of the one picture that is requantised in part: enough for a hundredth of its bytes. */
    private static final int REFINEMENTS = 7;

    /** What {@link #toBudget} came to. */
    public sealed interface Budget {}

    /**
     * The budget is met.
     *
     * @param video at most as many bytes as were allowed
     * @param deltaQp the QP offset that was used, 0 where nothing had to be done
     * @param weight the weight that was used, 0…1, as {@link #requantise} takes it
     */
    public record Met(CodedVideo video, int deltaQp, double weight) implements Budget {}

    /**
     * The pictures that may be touched cannot give so many bytes away.
     *
     * @param smallestBytes the smallest size that was reached
     */
    public record Unreachable(long smallestBytes) implements Budget {}

    private Requantisation() {}

    /**
     * Requantises part of a video, the least harmful part first. Each picture that is touched has two steps, its inter
     * macroblocks and later its intra macroblocks; steps come in the order of how many pictures will show the loss:
     * first pictures that no other refers to, then from the end of each GOP forwards. In the step where the weight
     * ends, the macroblocks with the least energy are requantised, high frequencies counting less.
     *
     * @param deltaQp what is added to the QP of each macroblock of a picture, clipped to QP 51; 0 or less leaves the
     *     picture alone
     * @param weight how far through that order, 0…1, each step counting the bytes of its picture; 1 requantises all
     *     pictures that {@code deltaQp} touches
     * @throws H264Exception if slice data cannot be read
     */
    public static CodedVideo requantise(CodedVideo video, ToIntFunction<AccessUnit> deltaQp, double weight) {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("a weight is 0…1, not " + weight);
        }
        List<AccessUnit> out = new ArrayList<>(video.accessUnits());
        List<Step> steps = RequantisationSteps.of(video, picture -> deltaQp.applyAsInt(picture) > 0);
        // A thousandth of a byte of tolerance: weight 1 means all.
        double bytesLeft = weight * sizeBytes(video, steps) + 1e-3;
        PictureRequantiser requantiser = new PictureRequantiser();
        Map<Integer, PartOfStep> parts = new LinkedHashMap<>();
        for (Step step : steps) {
            int bytes = video.accessUnits().get(step.index()).slicesSizeBytes();
            parts.put(step.index(), new PartOfStep(step.intra(), Math.min(1, bytesLeft / bytes)));
            bytesLeft -= bytes;
            if (bytesLeft <= 0) {
                break;
            }
        }
        parts.forEach((index, part) -> {
            AccessUnit picture = video.accessUnits().get(index);
            out.set(index, requantiser.requantise(picture, deltaQp.applyAsInt(picture), part.intra, part.fraction));
        });
        return video.withAccessUnits(out);
    }

    /** How far a picture has come: all of its inter step if {@code intra}, and {@code fraction} of the step itself. */
    private record PartOfStep(boolean intra, double fraction) {}

    /**
     * Requantises as little as is needed for a video of at most {@code maxBytes}: the weight is searched; so is the QP
     * offset where none is given, among 6, 8, 10 … the smallest that can do it. The result lies within 3 % below
     * {@code maxBytes} unless single macroblocks weigh more than that.
     *
     * @param deltaQp the QP offset to use for every picture, 1…51; where it is not given, at least
     *     {@value #LEAST_USEFUL_DELTA_QP}, because below it most levels, which are ones, would survive and only be
     *     dequantised to larger coefficients
     * @param maxBytes the most bytes that {@link CodedVideo#toByteArray} may have
     * @throws H264Exception if slice data cannot be read
     */
    public static Budget toBudget(CodedVideo video, PictureChoice pictures, OptionalInt deltaQp, long maxBytes) {
        if (video.sizeBytes() <= maxBytes) {
            return new Met(video, 0, 0);
        }
        BudgetSearch search = new BudgetSearch(video, pictures);
        if (deltaQp.isPresent()) {
            return search.atDeltaQp(deltaQp.getAsInt(), maxBytes);
        }
        int delta = LEAST_USEFUL_DELTA_QP;
        while (delta < MAX_DELTA_QP && search.smallestBytes(delta) > maxBytes) {
            delta = Math.min(MAX_DELTA_QP, delta + 2);
        }
        return search.atDeltaQp(delta, maxBytes);
    }

    /** The bytes of the steps' pictures, which count once for each step. */
    private static long sizeBytes(CodedVideo video, List<Step> steps) {
        long bytes = 0;
        for (Step step : steps) {
            bytes += video.accessUnits().get(step.index()).slicesSizeBytes();
        }
        return bytes;
    }

    /**
     * Holds the pictures requantised at one QP offset, step by step, so that trying weights costs no coding but of one
     * picture.
     */
    private static final class BudgetSearch {
        private final CodedVideo video;
        private final List<Step> steps;
        private final PictureRequantiser requantiser = new PictureRequantiser();
        private int deltaQp;
        /** The pictures after each of {@link #steps} at {@link #deltaQp}. */
        private List<AccessUnit> afterStep = List.of();

        BudgetSearch(CodedVideo video, PictureChoice pictures) {
            this.video = video;
            this.steps = RequantisationSteps.of(video, pictures::includes);
        }

        /** The size with everything requantised. */
        long smallestBytes(int deltaQp) {
            requantiseAll(deltaQp);
            long bytes = video.sizeBytes();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).intra()) {
                    bytes += afterStep.get(i).sizeBytes() - original(i).sizeBytes();
                }
            }
            return bytes;
        }

        Budget atDeltaQp(int deltaQp, long maxBytes) {
            requantiseAll(deltaQp);
            List<AccessUnit> out = new ArrayList<>(video.accessUnits());
            long bytes = video.sizeBytes();
            double weightBytes = 0;
            for (int i = 0; i < steps.size(); i++) {
                int index = steps.get(i).index();
                AccessUnit before = out.get(index);
                out.set(index, afterStep.get(i));
                long allowed = maxBytes - (bytes - before.sizeBytes());
                if (afterStep.get(i).sizeBytes() <= allowed) {
                    double fraction = refine(i, allowed, out);
                    weightBytes += fraction * original(i).slicesSizeBytes();
                    return new Met(
                            video.withAccessUnits(out), deltaQp, Math.min(1, weightBytes / sizeBytes(video, steps)));
                }
                bytes += afterStep.get(i).sizeBytes() - before.sizeBytes();
                weightBytes += original(i).slicesSizeBytes();
            }
            return new Unreachable(bytes);
        }

        /**
         * Takes as little of step {@code i} as gives a picture of {@code allowedBytes}, which all of it does, puts it
         * into {@code out} where all of it is now, and returns the fraction.
         */
        private double refine(int i, long allowedBytes, List<AccessUnit> out) {
            double enough = 1;
            double tooLittle = 0;
            for (int round = 0; round < REFINEMENTS; round++) {
                double fraction = (enough + tooLittle) / 2;
                AccessUnit picture = requantiser.requantise(
                        original(i), deltaQp, steps.get(i).intra(), fraction);
                if (picture.sizeBytes() <= allowedBytes) {
                    enough = fraction;
                    out.set(steps.get(i).index(), picture);
                } else {
                    tooLittle = fraction;
                }
            }
            return enough;
        }

        private void requantiseAll(int deltaQp) {
            if (this.deltaQp != deltaQp) {
                this.deltaQp = deltaQp;
                List<AccessUnit> pictures = new ArrayList<>();
                for (Step step : steps) {
                    AccessUnit picture = video.accessUnits().get(step.index());
                    pictures.add(requantiser.requantise(picture, deltaQp, step.intra(), 1));
                }
                afterStep = pictures;
            }
        }

        private AccessUnit original(int i) {
            return video.accessUnits().get(steps.get(i).index());
        }
    }
}
