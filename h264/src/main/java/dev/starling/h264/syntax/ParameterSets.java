package dev.starling.h264.syntax;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets that a stream has sent so far: what a slice header needs to be read. Fed with NAL units in stream order; one for each stream, not for several threads.
 */
public final class ParameterSets {

    private final Map<Integer, SequenceParameterSet> spsById = new HashMap<>();
    private final Map<Integer, PictureParameterSet> ppsById = new HashMap<>();

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
     * @throws H264Exception if it cannot be read
     */
    public SequenceParameterSet readSequence(NalUnit unit) {
        SequenceParameterSet sps = SequenceParameterSet.read(unit.rbsp());
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

    public void put(SequenceParameterSet sps) {
        spsById.put(sps.seqParameterSetId(), sps);
    }

    public void put(PictureParameterSet pps) {
        ppsById.put(pps.picParameterSetId(), pps);
    }

    public @Nullable SequenceParameterSet sps(int seqParameterSetId) {
        return spsById.get(seqParameterSetId);
    }

    public @Nullable PictureParameterSet pps(int picParameterSetId) {
        return ppsById.get(picParameterSetId);
    }
}
