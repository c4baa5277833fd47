package dev.starling.h264.edit;

import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceParameters;
import dev.starling.h264.slice.SliceReader;
import dev.starling.h264.slice.SliceWriter;
import dev.starling.h264.syntax.ParameterSets;

/** A workspace for slice data with its reader and writer. */
final class SliceCodec {
    private final SliceData data = new SliceData();
    private final SliceReader reader = new SliceReader(data);
    private final SliceWriter writer = new SliceWriter(data);

    /** Reads a slice into the workspace, and returns the workspace. */
    SliceData read(CodedSlice slice) {
        ParameterSets parameterSets = new ParameterSets();
        parameterSets.put(slice.sps());
        parameterSets.put(slice.pps());
        reader.read(slice.unit(), parameterSets);
        return data;
    }

    /** The workspace. */
    SliceData data() {
        return data;
    }

    /** Writes a slice of skipped macroblocks, with weights that change nothing. */
    CodedSlice writeSkipped(SliceParameters parameters, int macroblocks) {
        data.begin(new SliceParameters(parameters.header().withDefaultWeights(), parameters.sps(), parameters.pps()));
        data.appendSkipped(macroblocks);
        return write();
    }

    /** Writes the workspace as a slice. */
    CodedSlice write() {
        SliceParameters parameters = data.parameters();
        return new CodedSlice(writer.write(), parameters.header(), parameters.pps(), parameters.sps());
    }
}
