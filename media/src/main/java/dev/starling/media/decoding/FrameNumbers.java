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
import java.util.Optional;
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
        byte[] head = new byte[Math.clamp(packet.size(), 0, MAX_HEAD_BYTES)];
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
                    own.last = next(header, before);
                    return leaps(header, before, own.sets);
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

    private static boolean leaps(SliceHeader header, OptionalInt before, ParameterSets sets) {
        Optional<SequenceParameterSet> sps =
                sets.pps(header.picParameterSetId()).flatMap(it -> sets.sps(it.seqParameterSetId()));
        if (header.idrPicFlag() || before.isEmpty() || sps.isEmpty()) {
            return false;
        }
        int step =
                Math.floorMod(header.frameNum() - before.getAsInt(), sps.get().maxFrameNum());
        return step > 1 && !sps.get().gapsInFrameNumValueAllowedFlag();
    }
}
