package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.starling.media.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds the frames of MPEG audio where packets do not begin with them. After a loss, FFmpeg's parser may take a pattern
 * inside the frames for a header; since all frames are equally long, it finds it in each of them, and nothing decodes
 * any more. Here a frame has the format of those before the loss, and another one follows it.
 */
final class MpegAudioFraming {
    /** Without a frame in so many bytes, the oldest are given up. */
    private static final int MAX_BYTES = 1 << 16;

    /**
     * A frame.
     *
     * @param stamp of its presentation; AV_NOPTS_VALUE if it follows the frame before
     */
    record Framed(Bytes data, long stamp) {}

    /** Where a packet begins in the bytes that wait, and its stamp. */
    private record Start(int offset, long stamp) {}

    private Optional<MpegAudioHeader> usual = Optional.empty();
    private byte[] waiting = {};
    private final Deque<Start> starts = new ArrayDeque<>();
    /** Whether a frame at the start of what waits follows one that was given. */
    private boolean follows;

    /**
     * Whether a packet can be taken as it is: it is a frame, or no frame has been seen, and nothing waits before it.
     */
    boolean isFrame(byte[] packet) {
        Optional<MpegAudioHeader> header = MpegAudioHeader.at(packet, 0).filter(it -> it.frameBytes() == packet.length);
        if (waiting.length > 0) {
            return false;
        }
        follows = false;
        usual = header.or(() -> usual);
        return usual.isEmpty() || header.isPresent();
    }

    /**
     * Takes a packet that is no frame, or follows one that is not.
     *
     * @return the frames that are complete; without those whose time is not known because some may be lost before them
     */
    List<Framed> add(byte[] packet, long stamp) {
        starts.add(new Start(waiting.length, stamp));
        int before = waiting.length;
        waiting = Arrays.copyOf(waiting, before + packet.length);
        System.arraycopy(packet, 0, waiting, before, packet.length);
        List<Framed> frames = new ArrayList<>();
        int at = 0;
        int done = 0;
        while (at + MpegAudioHeader.BYTES <= waiting.length) {
            Optional<MpegAudioHeader> header = frameAt(at);
            if (header.isEmpty()) {
                at++;
                continue;
            }
            int end = at + header.get().frameBytes();
            boolean ends = end == waiting.length;
            if (!ends && end + MpegAudioHeader.BYTES > waiting.length) {
                break; // what follows is not known
            }
            if (ends || frameAt(end).isPresent()) {
                long own = stampAt(at);
                follows = own != AV_NOPTS_VALUE || (follows && at == done);
                if (follows) {
                    frames.add(new Framed(Bytes.copyOf(waiting, at, end), own));
                }
                at = end;
                done = end;
            } else {
                at++;
            }
        }
        follows &= done > 0 || waiting.length <= MAX_BYTES;
        drop(done == 0 && waiting.length > MAX_BYTES ? waiting.length - MAX_BYTES / 2 : done);
        return frames;
    }

    private Optional<MpegAudioHeader> frameAt(int offset) {
        return MpegAudioHeader.at(waiting, offset)
                .filter(it -> it.format() == usual.orElseThrow().format());
    }

    /**
     * The stamp of a frame. A packet that begins inside a frame has that frame's stamp: a frame that begins inside a
     * packet has that of the next one.
     */
    private long stampAt(int offset) {
        return starts.stream()
                .filter(it -> it.offset() >= offset)
                .findFirst()
                .map(Start::stamp)
                .orElse(AV_NOPTS_VALUE);
    }

    private void drop(int count) {
        waiting = Arrays.copyOfRange(waiting, count, waiting.length);
        List<Start> left = starts.stream()
                .filter(it -> it.offset() >= count)
                .map(it -> new Start(it.offset() - count, it.stamp()))
                .toList();
        starts.clear();
        starts.addAll(left);
    }
}
