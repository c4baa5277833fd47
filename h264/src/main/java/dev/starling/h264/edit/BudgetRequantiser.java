package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ParameterSets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * Requantises access units one after the other, so that all of them together stay within a budget. A stream for
 * delivery: the first access unit is ready before the second one is read. Like {@link Requantisation} it works open
 * loop, and spares what does most harm: reference pictures stay as they are for as long as the rest can still meet the
 * budget, because the loss of an early picture spreads furthest.
 *
 * <p>A pilot requantises a few pictures of each kind with several QP offsets, and so predicts the size of all. What
 * comes out of each picture corrects the prediction of the others. The result is within a few per cent of the budget if
 * any QP offset reaches it. For one thread.
 */
public final class BudgetRequantiser {
    /** A smaller offset is of little use: levels of one survive and are only dequantised to larger coefficients. */
    private static final int MIN_DELTA_QP = 6;

    private static final int MAX_DELTA_QP = 51;
    /** The offsets of the pilot; between them sizes are interpolated. */
    private static final int[] PILOT_DELTA_QPS = {6, 12, 18, 26, 36, MAX_DELTA_QP};
    /** The pilot takes at most so many pictures of a kind, and at most one in four of them. */
    private static final int MAX_PILOT_PICTURES = 6;

    private static final int PICTURES_PER_PILOT_PICTURE = 4;
    /** The weight of the newest picture in the correction of the predicted sizes. */
    private static final double NEWEST_WEIGHT = 0.2;

    /** What the loss of a picture spreads to. */
    private enum Kind {
        IDR,
        REFERENCE,
        NONREF
    }

    /** Predicts the size of pictures of a kind, relative to their size before. */
    private static final class Prediction {
        private final double[] ratios = new double[PILOT_DELTA_QPS.length];
        private double correction = 1;
    }

    private final List<ByteBuffer> accessUnits;
    private final List<Kind> kinds;
    private final ParameterSets parameterSets = new ParameterSets();
    private final PictureRequantiser pictures = new PictureRequantiser();
    private final Map<Kind, Prediction> predictions = new EnumMap<>(Kind.class);
    /** The bytes of each kind that are still to come. */
    private final Map<Kind, Long> rest = new EnumMap<>(Kind.class);

    private final int deltaQp;
    /** How many of {@link #PILOT_DELTA_QPS} the pilot has tried. */
    private int piloted;

    private long left;
    private int at;

    /**
     * Prepares to requantise; the pilot takes about as long as a quarter of the pictures.
     *
     * @param accessUnits in decoding order, each as NAL units with 4-byte lengths; at least one
     * @param sps the sequence parameter set of all of them
     * @param pps the picture parameter set of all of them
     * @param maxBytes the budget for all of them
     * @throws H264Exception if a slice cannot be read
     */
    public BudgetRequantiser(List<ByteBuffer> accessUnits, NalUnit sps, NalUnit pps, long maxBytes) {
        this.accessUnits = List.copyOf(accessUnits);
        this.kinds = accessUnits.stream().map(BudgetRequantiser::kind).toList();
        this.left = maxBytes;
        parameterSets.accept(sps);
        parameterSets.accept(pps);
        for (Kind kind : Kind.values()) {
            predictions.put(kind, new Prediction());
            rest.put(kind, 0L);
        }
        for (int i = 0; i < kinds.size(); i++) {
            rest.merge(kinds.get(i), (long) accessUnits.get(i).remaining(), Long::sum);
        }
        this.deltaQp = restBytes() <= maxBytes ? 0 : initialDeltaQp();
    }

    /** The number of access units. */
    public int count() {
        return accessUnits.size();
    }

    /**
     * The next access unit, requantised as far as the budget needs it.
     *
     * @return NAL units with 4-byte lengths
     * @throws H264Exception if a slice cannot be read
     * @throws NoSuchElementException after the last one
     */
    public ByteBuffer next() {
        if (at == accessUnits.size()) {
            throw new NoSuchElementException("all " + at + " access units are requantised");
        }
        ByteBuffer before = accessUnits.get(at);
        Kind kind = kinds.get(at++);
        boolean fits = restBytes() <= left;
        rest.merge(kind, -(long) before.remaining(), Long::sum);
        ByteBuffer after = fits || mayStay(kind, before.remaining()) ? before.duplicate() : smaller(kind, before);
        left -= after.remaining();
        return after;
    }

    /** Whether a picture that others refer to stays as it is: the rest can make up for it. */
    private boolean mayStay(Kind kind, int bytes) {
        return kind != Kind.NONREF && bytes + predictedRest(deltaQp) <= left;
    }

    private ByteBuffer smaller(Kind kind, ByteBuffer before) {
        int delta = Math.max(MIN_DELTA_QP, deltaQp);
        while (delta < MAX_DELTA_QP && predicted(kind, delta) * before.remaining() + predictedRest(delta) > left) {
            delta++;
        }
        AccessUnit picture = AccessUnit.readLengthPrefixed(before, parameterSets);
        ByteBuffer after = requantised(picture, delta);
        while (after.remaining() > left && at == accessUnits.size() && delta < MAX_DELTA_QP) {
            delta = Math.min(MAX_DELTA_QP, delta + MIN_DELTA_QP);
            after = requantised(picture, delta);
        }
        Prediction prediction = of(kind);
        double actual = after.remaining() / (double) before.remaining();
        double expected = interpolated(prediction, delta);
        prediction.correction +=
                NEWEST_WEIGHT * (Math.clamp(actual / Math.max(expected, 0.01), 0.5, 2) - prediction.correction);
        return after;
    }

    private ByteBuffer requantised(AccessUnit picture, int delta) {
        return ByteBuffer.wrap(pictures.requantise(picture, delta, RequantisationSteps.Kind.INTRA, 1)
                .toLengthPrefixed());
    }

    /** The smallest offset at which all pictures together are predicted to meet the budget. */
    private int initialDeltaQp() {
        int delta = MIN_DELTA_QP;
        for (int next : PILOT_DELTA_QPS) {
            pilot(next);
            piloted++;
            while (delta < next && predictedRest(delta) > left) {
                delta++;
            }
            if (predictedRest(delta) <= left) {
                return delta;
            }
        }
        return MAX_DELTA_QP;
    }

    /** Requantises a few pictures of each kind. */
    private void pilot(int delta) {
        for (Kind kind : Kind.values()) {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < kinds.size(); i++) {
                if (kinds.get(i) == kind) {
                    all.add(i);
                }
            }
            int count =
                    Math.clamp(all.size() / PICTURES_PER_PILOT_PICTURE, Math.min(1, all.size()), MAX_PILOT_PICTURES);
            long before = 0;
            long after = 0;
            for (int i = 0; i < count; i++) {
                // From the middle of equal parts: neither the first nor the last picture stands for all.
                ByteBuffer unit = accessUnits.get(all.get((2 * i + 1) * all.size() / (2 * count)));
                before += unit.remaining();
                after += requantised(AccessUnit.readLengthPrefixed(unit, parameterSets), delta)
                        .remaining();
            }
            of(kind).ratios[piloted] = count == 0 ? 1 : (double) after / before;
        }
    }

    private long restBytes() {
        return rest.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The predicted size of all that is still to come. */
    private double predictedRest(int delta) {
        double bytes = 0;
        for (Kind kind : Kind.values()) {
            bytes += predicted(kind, delta) * rest.getOrDefault(kind, 0L);
        }
        return bytes;
    }

    private double predicted(Kind kind, int delta) {
        Prediction prediction = of(kind);
        return Math.min(1, prediction.correction * interpolated(prediction, delta));
    }

    /** The ratio between those of the two nearest offsets of the pilot; beyond its last one, that one's. */
    private double interpolated(Prediction prediction, int delta) {
        int lower = 0;
        double ratio = 1;
        for (int i = 0; i < piloted; i++) {
            int upper = PILOT_DELTA_QPS[i];
            if (delta <= upper) {
                double part = (double) (delta - lower) / (upper - lower);
                return ratio + part * (prediction.ratios[i] - ratio);
            }
            lower = upper;
            ratio = prediction.ratios[i];
        }
        return ratio;
    }

    private Prediction of(Kind kind) {
        return Objects.requireNonNull(predictions.get(kind));
    }

    private static Kind kind(ByteBuffer accessUnit) {
        for (LengthPrefixed.Position unit : LengthPrefixed.positions(accessUnit)) {
            if (unit.header().type().isSlice()) {
                boolean idr = unit.header().type() == NalUnitType.SLICE_IDR;
                return idr ? Kind.IDR : unit.header().nalRefIdc() > 0 ? Kind.REFERENCE : Kind.NONREF;
            }
        }
        throw H264Exception.malformed("nal_unit_type", 0);
    }
}
