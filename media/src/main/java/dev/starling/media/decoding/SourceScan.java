package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import dev.starling.libav.MediaException;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.libav.Ratio;
import dev.starling.media.decoding.TimeMapper.Clock;
import dev.starling.media.decoding.TimeMapper.Stamps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * What the packets of a file tell before anything is decoded. Reading them all takes a small part of the time of
 * decoding.
 *
 * @param times the way from the stamps to the clock that pictures and sound share
 * @param picturePackets the packets of the video stream
 * @param pictureTicks from the first of them to the last, in 1/90000 s of that clock
 * @param pictureEnd when the last picture ends, likewise
 */
record SourceScan(TimeMap times, long picturePackets, long pictureTicks, long pictureEnd) {
    private static final int MAX_WRAP_BITS = 62;
    /** Fewer packets tell no rate. */
    private static final int MIN_PACKETS_OF_RATE = 10;

    private static final int MILLI = 1000;

    /** The mean number of packets per second of the video stream; empty if it is too short to tell. */
    Optional<Ratio> pictureRate() {
        if (picturePackets < MIN_PACKETS_OF_RATE || pictureTicks <= 0) {
            return Optional.empty();
        }
        double rate = (double) (picturePackets - 1) * Natives.TICKS_PER_SECOND / pictureTicks;
        return Optional.of(new Ratio((int) Math.max(1, Math.round(Math.min(rate, MILLI * MILLI) * MILLI)), MILLI));
    }

    /**
     * Reads all packets of a file.
     *
     * @throws MediaException if the file cannot be read, is no video, or ends before its declared end
     */
    static SourceScan of(Path path) {
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = new Demuxer(path, log)) {
            return of(demuxer);
        }
    }

    private static SourceScan of(Demuxer demuxer) {
        AVStream video = Probe.requireVideo(demuxer);
        List<AVStream> streams = new ArrayList<>(demuxer.audioStreams());
        streams.addFirst(video);
        demuxer.readOnly(streams);
        TimeMapper mapper = new TimeMapper(clock(demuxer, video), video.index());
        boolean[] wanted = new boolean[demuxer.context().nb_streams()];
        streams.forEach(it -> wanted[it.index()] = true);
        Positions positions = new Positions(demuxer);
        long pictures = 0;
        for (Optional<AVPacket> next = demuxer.read(); next.isPresent(); next = demuxer.read()) {
            AVPacket packet = next.get();
            int index = packet.stream_index();
            if (index < wanted.length && wanted[index]) {
                mapper.add(stamp(demuxer, packet, positions.of(packet)));
                pictures += index == video.index() ? 1 : 0;
            }
        }
        TimeMap times = mapper.finish();
        return new SourceScan(times, pictures, mapper.length(video.index()), mapper.end(video.index()));
    }

    private static Clock clock(Demuxer demuxer, AVStream video) {
        int bits = video.pts_wrap_bits();
        long period = bits > MAX_WRAP_BITS ? 0 : av_rescale_q(1L << bits, video.time_base(), Natives.ticks());
        boolean recorded = (demuxer.context().iformat().flags() & AVFMT_TS_DISCONT) != 0;
        return new Clock(Math.max(0, period), recorded ? Stamps.RECORDED : Stamps.MEANT);
    }

    private static PacketStamp stamp(Demuxer demuxer, AVPacket packet, long position) {
        AVRational timeBase = demuxer.context().streams(packet.stream_index()).time_base();
        return new PacketStamp(
                packet.stream_index(),
                position,
                ticks(packet.dts(), timeBase),
                ticks(packet.pts(), timeBase),
                av_rescale_q(packet.duration(), timeBase, Natives.ticks()));
    }

    private static long ticks(long stamp, AVRational timeBase) {
        return stamp == AV_NOPTS_VALUE ? PacketStamp.MISSING : av_rescale_q(stamp, timeBase, Natives.ticks());
    }

    /** Where packets are in the file, or the order in which they were read where that is what counts. */
    private static final class Positions {
        private final boolean multiplexed;
        private final long[] last;
        private long count;

        Positions(Demuxer demuxer) {
            this.multiplexed = demuxer.container().startsWith("mpeg");
            this.last = new long[demuxer.context().nb_streams()];
            Arrays.fill(last, 0);
        }

        long of(AVPacket packet) {
            if (!multiplexed) {
                return count++;
            }
            int index = packet.stream_index();
            last[index] = Math.max(last[index], packet.pos());
            return last[index];
        }
    }
}
