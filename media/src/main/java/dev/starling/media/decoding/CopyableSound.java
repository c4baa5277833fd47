package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_LOW;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.starling.libav.NativeEncoder;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.media.decoding.Demuxer.MissingStamps;
import dev.starling.media.decoding.SourceScan.Track;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A soundtrack whose frames can be delivered as they are: AAC-LC that decodes without an error, at a fitting bitrate,
 * with time stamps that need no repair.
 *
 * @param config the configuration of every frame
 * @param firstSample the first sample of the first frame, counted from presentation time 0
 * @param bitsPerSecond the mean bitrate
 */
record CopyableSound(AacConfig config, long firstSample, int bitsPerSecond) {
    /** Encoders aim at their target and miss it by a little. */
    private static final double RATE_TOLERANCE = 1.05;

    /**
     * The samples before presentation time 0 from the first frame that is delivered on: those of the frame that
     * decoding starts with, and less than a frame to meet the source's frames.
     */
    int primingSamples() {
        return Math.toIntExact(-(firstSample + (long) skippedFrames() * AudioFormat.SAMPLES_PER_FRAME));
    }

    /**
     * How many of the source's frames end too early to be delivered; if negative, how many frames of silence come
     * before them.
     */
    int skippedFrames() {
        return Math.toIntExact(
                Math.floorDiv(-AudioFormat.SAMPLES_PER_FRAME - firstSample, AudioFormat.SAMPLES_PER_FRAME));
    }

    /**
     * Reads and decodes a whole track; empty if it must be encoded anew.
     *
     * @param track index in {@link SourceScan#audio}
     * @param origin {@link VideoReader#origin()} of the same file
     * @param scan of the same file
     * @throws dev.starling.libav.MediaException if the file cannot be read
     */
    static Optional<CopyableSound> find(Path path, int track, long origin, SourceScan scan) {
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = scan.open(path, MissingStamps.FILLED, log)) {
            Track streams = scan.audio().get(track);
            if (streams.runs().size() > 1) {
                return Optional.empty();
            }
            AVStream stream = demuxer.firstOf(streams);
            AVCodecParameters parameters = stream.codecpar();
            if (parameters.codec_id() != AV_CODEC_ID_AAC || parameters.profile() != AV_PROFILE_AAC_LOW) {
                return Optional.empty();
            }
            demuxer.readOnly(it -> it.index() == stream.index());
            Scan found = new Scan(stream, origin);
            try (StreamDecoder decoder = new StreamDecoder(demuxer, streams, 1, log, found::add)) {
                for (Optional<AVFrame> frame = decoder.next();
                        frame.isPresent() && found.fits(frame.get());
                        frame = decoder.next()) {
                    // Only decoded to see whether it decodes.
                }
                return decoder.failures() == 0 ? found.result() : Optional.empty();
            }
        }
    }

    private static byte[] extradata(AVCodecParameters parameters) {
        return Natives.memory(parameters.extradata(), parameters.extradata_size())
                .toArray(ValueLayout.JAVA_BYTE);
    }

    /** The raw_data_block of a packet. */
    static byte[] rawDataBlock(AVPacket packet, AVStream stream) {
        byte[] bytes = NativeEncoder.bytesOf(packet);
        if (stream.codecpar().extradata_size() > 0) {
            return bytes;
        }
        int from = AacConfig.adtsBytes(bytes);
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    /** What the packets so far have in common. */
    private static final class Scan {
        private final AVStream stream;
        private final long origin;
        private Optional<AacConfig> config = Optional.empty();
        private boolean fits = true;
        private boolean started;
        private double firstSeconds;
        private long frames;
        private long bytes;

        Scan(AVStream stream, long origin) {
            this.stream = stream;
            this.origin = origin;
        }

        void add(AVPacket packet) {
            fits = fits && takes(packet);
        }

        private boolean takes(AVPacket packet) {
            boolean discarded = (packet.flags() & AV_PKT_FLAG_DISCARD) != 0;
            if (packet.pts() == AV_NOPTS_VALUE
                    || (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0
                    || (started && discarded)) {
                return false;
            }
            started |= !discarded;
            byte[] data = NativeEncoder.bytesOf(packet);
            AVCodecParameters parameters = stream.codecpar();
            Optional<AacConfig> found = parameters.extradata_size() > 0
                    ? AacConfig.ofSpecificConfig(extradata(parameters))
                    : AacConfig.ofAdts(data);
            if (found.isEmpty() || (frames > 0 && !found.equals(config))) {
                return false;
            }
            config = found;
            double seconds = (double) packet.pts()
                    * stream.time_base().num()
                    / stream.time_base().den();
            if (frames == 0) {
                firstSeconds = seconds;
            }
            double expected = firstSeconds
                    + (double) frames
                            * AudioFormat.SAMPLES_PER_FRAME
                            / found.get().sampleRate();
            frames++;
            bytes += data.length;
            return Math.abs(seconds - expected) <= SoundClock.TOLERANCE_SECONDS;
        }

        boolean fits(AVFrame frame) {
            return fits
                    && config.isPresent()
                    && frame.sample_rate() == config.get().sampleRate()
                    && frame.ch_layout().nb_channels() == config.get().layout().channels();
        }

        Optional<CopyableSound> result() {
            if (!fits || config.isEmpty()) {
                return Optional.empty();
            }
            AacConfig found = config.get();
            double bitsPerSecond = bytes * 8.0 * found.sampleRate() / (frames * AudioFormat.SAMPLES_PER_FRAME);
            if (bitsPerSecond > found.layout().maxCopiedBitsPerSecond() * RATE_TOLERANCE) {
                return Optional.empty();
            }
            double fromOrigin = firstSeconds - (double) origin / Natives.TICKS_PER_SECOND;
            return Optional.of(new CopyableSound(
                    found, Math.round(fromOrigin * found.sampleRate()), (int) Math.round(bitsPerSecond)));
        }
    }
}
