package dev.starling.h264.syntax;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parameter sets that a stream has sent so far, which are needed to read slice headers. Use one instance per
 * stream, and pass it the NAL units in stream order. Not thread-safe.
 *
 * <p>For untrusted input, set a limit on the picture size. A picture of skipped macroblocks takes only a few bytes, so
 * the number of bytes alone does not bound the processing time.
 */
public final class ParameterSets {

    private final int maxFrameSizeInMbs;
    private final Map<Integer, SequenceParameterSet> spsById = new HashMap<>();
    private final Map<Integer, PictureParameterSet> ppsById = new HashMap<>();

    /** Accepts all picture sizes that the standard allows. */
    public ParameterSets() {
        this(SequenceParameterSet.MAX_FRAME_SIZE_IN_MBS);
    }

    /**
     * Rejects larger pictures as UNSUPPORTED in pic_height_in_map_units_minus1.
     *
     * @param maxFrameSizeInMbs the most macroblocks in a frame, or in two fields: 8160 for 1080p, 36 864 for 4096x2304,
     *     {@value SequenceParameterSet#MAX_FRAME_SIZE_IN_MBS} for no limit
     */
    public ParameterSets(int maxFrameSizeInMbs) {
        this.maxFrameSizeInMbs = maxFrameSizeInMbs;
    }

    /**
     * Keeps the parameter set in {@code unit}; ignores all other units.
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
     * @throws H264Exception if it cannot be read, or its pictures are larger than the limit
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

    /** Keeps a sequence parameter set, in place of the previous one with its seq_parameter_set_id. */
    public void put(SequenceParameterSet sps) {
        spsById.put(sps.seqParameterSetId(), sps);
    }

    /** Keeps a picture parameter set, in place of the previous one with its pic_parameter_set_id. */
    public void put(PictureParameterSet pps) {
        ppsById.put(pps.picParameterSetId(), pps);
    }

    /** The latest sequence parameter set with this id, 0…31. */
    public Optional<SequenceParameterSet> sps(int seqParameterSetId) {
        return Optional.ofNullable(spsById.get(seqParameterSetId));
    }

    /** The latest picture parameter set with this id, 0…255. */
    public Optional<PictureParameterSet> pps(int picParameterSetId) {
        return Optional.ofNullable(ppsById.get(picParameterSetId));
    }
}
