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
 * Makes a video smaller by quantising its transform levels more coarsely, without decoding pixels. It works open loop:
 * the loss of a picture spreads to the pictures predicted from it, until the next IDR picture.
 */
public final class Requantisation {
    private static final int MAX_DELTA_QP = 51;

    /** Doubles the step: levels of one become zero, and even levels keep their coefficients exactly. */
    private static final int MIN_USEFUL_DELTA_QP = 6;

    /** Bisections for the one picture that is requantised in part: enough for a hundredth of its bytes. */
    private static final int REFINEMENTS = 7;

    /** The result of {@link #toBudget}. */
    public sealed interface Budget {}

    /**
     * The budget is met.
     *
     * @param video the result, within the budget
     * @param deltaQp the QP offset used; 0 if the input already met the budget
     * @param weight the weight used, 0…1, as in {@link #requantise}
     */
    public record Met(CodedVideo video, int deltaQp, double weight) implements Budget {}

    /**
     * The budget cannot be met with the pictures that may be changed.
     *
     * @param smallestBytes the smallest size reached
     */
    public record Unreachable(long smallestBytes) implements Budget {}

    private Requantisation() {}

    /**
     * Requantises part of a video, the least harmful part first. Each picture has two steps: its inter macroblocks, and
     * later its intra macroblocks. Steps are ordered by the number of pictures that show the loss: first pictures that
     * no other refers to, then from the end of each GOP forwards. In the last step, only the macroblocks with the least
     * energy are requantised; high frequencies count less.
     *
     * @param deltaQp added to the QP of each macroblock of a picture, up to QP 51; 0 or less leaves the picture
     *     unchanged
     * @param weight how much of the steps to perform, 0…1. Each step counts as the bytes of its picture; 1 requantises
     *     all pictures with a positive {@code deltaQp}
     * @throws H264Exception if slice data cannot be read
     */
    public static CodedVideo requantise(CodedVideo video, ToIntFunction<AccessUnit> deltaQp, double weight) {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("weight must be 0…1, not " + weight);
        }
        List<AccessUnit> out = new ArrayList<>(video.accessUnits());
        List<Step> steps = RequantisationSteps.of(video, picture -> deltaQp.applyAsInt(picture) > 0);
        // A tolerance of a thousandth of a byte, so that weight 1 performs all steps.
        double bytesLeft = weight * sizeBytes(video, steps) + 1e-3;
        PictureRequantiser requantiser = new PictureRequantiser();
        Map<Integer, PartOfStep> parts = new LinkedHashMap<>();
        for (Step step : steps) {
            int bytes = video.accessUnits().get(step.index()).slicesSizeBytes();
            parts.put(step.index(), new PartOfStep(step.kind(), Math.min(1, bytesLeft / bytes)));
            bytesLeft -= bytes;
            if (bytesLeft <= 0) {
                break;
            }
        }
        parts.forEach((index, part) -> {
            AccessUnit picture = video.accessUnits().get(index);
            out.set(index, requantiser.requantise(picture, deltaQp.applyAsInt(picture), part.kind, part.fraction));
        });
        return video.withAccessUnits(out);
    }

    /** The part of a picture's last step that is performed. */
    private record PartOfStep(RequantisationSteps.Kind kind, double fraction) {}

    /**
     * Requantises as little as possible to make a video of at most {@code maxBytes}. Searches the weight and, if no QP
     * offset is given, the smallest sufficient one of 6, 8, 10 … The result is at most 3 % below {@code maxBytes},
     * unless a single macroblock takes more than that.
     *
     * @param deltaQp the QP offset for all pictures, 1…51. If empty, the search starts at
     *     {@value #MIN_USEFUL_DELTA_QP}: below that, most levels, which are ones, would survive and only be dequantised
     *     to larger coefficients
     * @param maxBytes the limit on the size of {@link CodedVideo#toByteArray}
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
        int delta = MIN_USEFUL_DELTA_QP;
        while (delta < MAX_DELTA_QP && search.smallestBytes(delta) > maxBytes) {
            delta = Math.min(MAX_DELTA_QP, delta + 2);
        }
        return search.atDeltaQp(delta, maxBytes);
    }

    /** The total size of the pictures of all steps. A picture counts once per step. */
    private static long sizeBytes(CodedVideo video, List<Step> steps) {
        long bytes = 0;
        for (Step step : steps) {
            bytes += video.accessUnits().get(step.index()).slicesSizeBytes();
        }
        return bytes;
    }

    /** Caches the pictures after each step at one QP offset, so that each weight tried requantises only one picture. */
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

        /** The size after all steps. */
        long smallestBytes(int deltaQp) {
            requantiseAll(deltaQp);
            long bytes = video.sizeBytes();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).kind() == RequantisationSteps.Kind.INTRA) {
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
         * Finds the smallest part of step {@code i} that keeps its picture within {@code allowedBytes}, as the whole
         * step does, and puts the picture into {@code out}. Returns the fraction.
         */
        private double refine(int i, long allowedBytes, List<AccessUnit> out) {
            double enough = 1;
            double tooLittle = 0;
            for (int round = 0; round < REFINEMENTS; round++) {
                double fraction = (enough + tooLittle) / 2;
                AccessUnit picture = requantiser.requantise(
                        original(i), deltaQp, steps.get(i).kind(), fraction);
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
                    pictures.add(requantiser.requantise(picture, deltaQp, step.kind(), 1));
                }
                afterStep = pictures;
            }
        }

        private AccessUnit original(int i) {
            return video.accessUnits().get(steps.get(i).index());
        }
    }
}
