package dev.starling.swarm.cmaf;

import dev.starling.swarm.title.IdrPicture;
import java.util.ArrayList;
import java.util.List;

/**
 * How a segment that does not change is divided into chunks. Each IDR picture is a chunk of its own, so one byte range
 * of the segment is a whole movie fragment with that picture alone: an I-frame segment of HLS, and what can be appended
 * to a source buffer.
 */
public final class IdrChunks {
    private IdrChunks() {}

    /**
     * A part of a segment.
     *
     * @param offset from the start of the segment
     */
    public record Range(long offset, int bytes) {}

    /**
     * The first access unit of each chunk.
     *
     * @param idrPictures the indexes of the access units that are IDR pictures, ascending
     * @param accessUnits their number in the segment, at least one
     */
    public static List<Integer> starts(List<Integer> idrPictures, int accessUnits) {
        List<Integer> starts = new ArrayList<>();
        starts.add(0);
        for (int idr : idrPictures) {
            if (idr > starts.getLast()) {
                starts.add(idr);
            }
            if (idr + 1 < accessUnits) {
                starts.add(idr + 1);
            }
        }
        return List.copyOf(starts);
    }

    /**
     * The chunks of a member's IDR pictures in the segment of the whole member.
     *
     * @param pictures all those of the member
     * @param parameterSetBytes the size of the parameter sets before each of them
     */
    public static List<Range> ranges(List<IdrPicture> pictures, int parameterSetBytes) {
        List<Range> ranges = new ArrayList<>();
        long at = ChunkHeader.segmentType().length;
        int unit = 0;
        int offset = 0;
        for (IdrPicture picture : pictures) {
            if (picture.accessUnit() > unit) {
                at += ChunkHeader.bytes(picture.accessUnit() - unit) + picture.offset() - offset;
            }
            int bytes = ChunkHeader.bytes(1) + parameterSetBytes + picture.bytes();
            ranges.add(new Range(at, bytes));
            at += bytes;
            unit = picture.accessUnit() + 1;
            offset = picture.offset() + picture.bytes();
        }
        return List.copyOf(ranges);
    }
}
