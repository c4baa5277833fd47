package dev.starling.h264.syntax;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets that a stream has sent so far: what a slice header needs to be read. Fed with NAL units in stream
 * order; one for each stream, not for several threads.
 *
 * <p>It may be given a limit to the size of pictures. A few bytes are enough for a picture of skipped macroblocks, so
 * that the time that a stream takes is bounded by its bytes only together with the size of its pictures: who reads
 * strangers' streams should allow no larger ones than are of use.
 */
public final class ParameterSets {

    private final int maxFrameSizeInMbs;
    private final Map<Integer, SequenceParameterSet> spsById = new HashMap<>();
    private final Map<Integer, PictureParameterSet> ppsById = new HashMap<>();

    /** Accepts all sizes of pictures that the standard knows. */
    public ParameterSets() {
        this(SequenceParameterSet.MAX_FRAME_SIZE_IN_MBS);
    }

    /**
     * Refuses larger pictures as UNSUPPORTED in pic_height_in_map_units_minus1.
     *
     * @param maxFrameSizeInMbs the most macroblocks that a frame, or two fields, may have: 8 160 for 1080p, 36 864 for
     *     4096 x 2304, {@value SequenceParameterSet#MAX_FRAME_SIZE_IN_MBS} for all
     */
    public ParameterSets(int maxFrameSizeInMbs) {
        this.maxFrameSizeInMbs = maxFrameSizeInMbs;
    }

    /**
     * Keeps the unit's parameter set, if it is one; other units are ignored.
     *
     * @throws H264Exception if it is a parameter set that cannot be read
     */
    public void accept(NalUnit unit) {
        switch (unit.type()) {
            case SEQUENCE_PARAMETER_SET -> readSequence(unit);
            case PICTURE_PARAMETER_SET -> readPicture(unit);
            default -> {}
        }
    }

    /**
     * Reads, keeps and returns the sequence parameter set in {@code unit}.
     *
     * @throws H264Exception if it cannot be read, or its pictures are larger than is allowed
     */
    public SequenceParameterSet readSequence(NalUnit unit) {
        SequenceParameterSet sps = SequenceParameterSet.read(unit.rbsp());
        if (sps.frameSizeInMbs().mbCount() > maxFrameSizeInMbs) {
            throw H264Exception.unsupported("pic_height_in_map_units_minus1", 0);
        }
        put(sps);
        return sps;
    }

    /**
     * Reads, keeps and returns the picture parameter set in {@code unit}.
     *
     * @throws H264Exception if it cannot be read
     */
    public PictureParameterSet readPicture(NalUnit unit) {
        PictureParameterSet pps = PictureParameterSet.read(unit.rbsp(), this::sps);
        put(pps);
        return pps;
    }

    /** Keeps it under its seq_parameter_set_id, instead of the one before. */
    public void put(SequenceParameterSet sps) {
        spsById.put(sps.seqParameterSetId(), sps);
    }

    /** Keeps it under its pic_parameter_set_id, instead of the one before. */
    public void put(PictureParameterSet pps) {
        ppsById.put(pps.picParameterSetId(), pps);
    }

    /** The last one kept under this id, 0–31; null if there was none. */
    public @Nullable SequenceParameterSet sps(int seqParameterSetId) {
        return spsById.get(seqParameterSetId);
    }

    /** The last one kept under this id, 0–255; null if there was none. */
    public @Nullable PictureParameterSet pps(int picParameterSetId) {
        return ppsById.get(picParameterSetId);
    }
}
