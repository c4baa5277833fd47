package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.SliceType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes pictures rest: they show what the picture before them shows, in about twenty bytes a slice, and one for every
 * 200 macroblocks. All macroblocks are skipped. Without neighbours that move, a skipped macroblock takes its samples
 * from the first reference picture of each list, where they are (8.4.1.1, 8.4.1.2.2), so a run of such pictures from a
 * P picture on stands still. From a B picture on, those shown before the last picture that does not rest show the mean
 * of two pictures; temporal direct prediction also takes motion from the second one. Only the slice headers are read.
 * Reuses its workspace; for one thread.
 */
public final class RestingPictures {
    private final ParameterSets parameterSets = new ParameterSets();
    private final SliceCodec codec = new SliceCodec();

    /**
     * @param sps the sequence parameter set of the pictures
     * @param pps their picture parameter set
     */
    public RestingPictures(NalUnit sps, NalUnit pps) {
        parameterSets.accept(sps);
        parameterSets.accept(pps);
    }

    /**
     * A picture of the same number, order, slices and use as a reference, in which nothing is coded. A picture with an
     * I slice stays as it is: it does not depend on others.
     *
     * @param accessUnit NAL units with 4-byte lengths, which stay as they are
     * @return NAL units with 4-byte lengths
     * @throws H264Exception if a slice header cannot be read, or the picture is a field, or may have macroblocks of
     *     fields
     */
    public ByteBuffer rest(ByteBuffer accessUnit) {
        AccessUnit picture = AccessUnit.readLengthPrefixed(accessUnit, parameterSets);
        List<CodedSlice> slices = picture.slices();
        if (slices.stream().anyMatch(it -> it.header().sliceType() == SliceType.I)) {
            return accessUnit.duplicate();
        }
        List<CodedSlice> resting = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            SliceParameters parameters = slices.get(i).parameters();
            if (parameters.mbaffFrameFlag() || parameters.header().structure().isField()) {
                throw H264Exception.unsupported("field_pic_flag", 0);
            }
            int until =
                    i + 1 < slices.size() ? slices.get(i + 1).parameters().firstMbAddr() : parameters.picSizeInMbs();
            resting.add(codec.writeSkipped(parameters, until - parameters.firstMbAddr()));
        }
        return ByteBuffer.wrap(picture.withSlices(resting).toLengthPrefixed());
    }
}
