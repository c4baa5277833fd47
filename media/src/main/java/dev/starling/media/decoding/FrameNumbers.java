package dev.starling.media.decoding;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.syntax.DecRefPicMarking.Adaptive;
import dev.starling.h264.syntax.DecRefPicMarking.Operation.UnmarkAll;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Finds where reference pictures of H.264 streams are missing: frame_num leaps (ISO/IEC 14496-10, 7.4.3). It tells what
 * was lost before a stream was multiplexed, up to the next IDR picture. No I/O.
 */
final class FrameNumbers {
    /** The first slice of a picture is within so many bytes, after parameter sets and messages; else it is not read. */
    private static final int MAX_HEAD_BYTES = 4096;

    private final Map<Integer, Stream> streams = new HashMap<>();

    /** What is known of a stream. */
    private static final class Stream {
        private final ParameterSets sets = new ParameterSets();
        /** PrevRefFrameNum; empty if it is not known. */
        private OptionalInt last = OptionalInt.empty();
    }

    /** Takes a stream's next picture; returns whether some that others refer to are missing before it. */
    boolean leaps(int stream, AVPacket packet) {
        if (packet.size() <= 0) {
            return false;
        }
        byte[] head = new byte[Math.min(packet.size(), MAX_HEAD_BYTES)];
        packet.data().get(head);
        return leaps(stream, head);
    }

    /**
     * Takes a stream's next picture.
     *
     * @param head its first bytes, with start codes
     */
    boolean leaps(int stream, byte[] head) {
        Stream own = streams.computeIfAbsent(stream, _ -> new Stream());
        OptionalInt before = own.last;
        own.last = OptionalInt.empty();
        try {
            for (NalUnit unit : AnnexB.read(head).nalUnits()) {
                if (unit.type().isSlice()) {
                    SliceHeader header = SliceHeader.read(unit, own.sets);
                    SequenceParameterSet sps = own.sets
                            .pps(header.picParameterSetId())
                            .flatMap(it -> own.sets.sps(it.seqParameterSetId()))
                            .orElseThrow();
                    boolean leaps = leaps(header, before, sps.maxFrameNum());
                    // After a leap, the last missing picture counts as the reference picture before.
                    own.last = next(header, leaps ? OptionalInt.of(header.frameNum() - 1) : before);
                    return leaps && !sps.gapsInFrameNumValueAllowedFlag();
                }
                own.sets.accept(unit);
            }
        } catch (H264Exception _) {
            // Damaged, or of a kind that is not read: nothing is known.
        }
        return false;
    }

    private static OptionalInt next(SliceHeader header, OptionalInt before) {
        boolean restarts = header.decRefPicMarking()
                .filter(it -> it instanceof Adaptive adaptive
                        && adaptive.operations().stream().anyMatch(UnmarkAll.class::isInstance))
                .isPresent();
        return header.nalRefIdc() == 0 ? before : OptionalInt.of(restarts ? 0 : header.frameNum());
    }

    private static boolean leaps(SliceHeader header, OptionalInt before, int maxFrameNum) {
        return !header.idrPicFlag()
                && before.isPresent()
                && Math.floorMod(header.frameNum() - before.getAsInt(), maxFrameNum) > 1;
    }
}
