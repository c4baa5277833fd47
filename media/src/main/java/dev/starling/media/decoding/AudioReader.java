package dev.starling.media.decoding;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import dev.starling.libav.MediaException;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.media.Bytes;
import dev.starling.media.decoding.AudioFormat.Origin;
import dev.starling.media.decoding.Demuxer.MissingStamps;
import dev.starling.media.decoding.SoundClock.Stamped;
import dev.starling.media.decoding.SourceScan.Track;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Reads a soundtrack of a file as AAC-LC, frame by frame, in sync with the pictures: sample 0 plays when the first
 * picture appears. Earlier sound is cut off, gaps become silence, overlaps are cut ({@link SoundClock}).
 *
 * <p>There is a stream for each bitrate of each layout ({@link ChannelLayout}): mono and stereo are kept, three
 * channels become stereo, more become 5.1 and stereo. Frames of a source that needs no repair are copied
 * ({@link CopyableSound}), and stand for the bitrates near theirs and above. All streams start and end at the same
 * samples, so that one can follow another of its layout.
 *
 * <p>Memory does not grow with the title. One owner, one thread.
 */
public final class AudioReader implements AutoCloseable {
    /** A copied stream stands for a bitrate if it has less than this much more. */
    private static final double MIN_RATE_STEP = 1.5;

    private final NativeLog log = new NativeLog();
    private final Demuxer demuxer;
    private final StreamDecoder decoder;
    private final long origin;
    private final Optional<CopyableSound> copyable;
    /** The samples before presentation time 0 that encoded streams have, so that they meet the copied frames. */
    private final int leadSamples;

    private final List<LayoutEncoder> encoders = new ArrayList<>();
    private final List<AudioFormat> formats = new ArrayList<>();
    private final Deque<AudioFrame> ready = new ArrayDeque<>();
    private final SoundClock clock = new SoundClock();
    /** The decoded frames that come next, whose stamps the clock has. They are freed when they have been encoded. */
    private final Deque<AVFrame> decoded = new ArrayDeque<>();
    /** How many of the source's packets were read, how many of them could be copied, and how many frames were. */
    private long sourcePackets;

    private long sourceFrames;

    private long copiedFrames;
    /** Of the whole file. */
    private final long missingFrames;
    /** How many packets had given nothing when the last frame was decoded. */
    private long failuresBefore;

    private boolean decodingEnded;
    private boolean ended;
    private boolean closed;

    /**
     * Opens a soundtrack.
     *
     * @param track index in {@link SourceInfo#audio}
     * @param origin {@link VideoReader#origin()} of the same file
     * @throws MediaException if the file or its sound cannot be read; the message is one line
     * @throws IndexOutOfBoundsException if there is no such track
     */
    public static AudioReader open(Path path, int track, long origin) {
        return new AudioReader(path, track, origin);
    }

    private AudioReader(Path path, int track, long origin) {
        this.origin = origin;
        SourceScan scan = SourceScan.of(path);
        this.copyable = CopyableSound.find(path, track, origin, scan);
        this.leadSamples = copyable.map(CopyableSound::primingSamples).orElse(LayoutEncoder.PRIMING_SAMPLES)
                - LayoutEncoder.PRIMING_SAMPLES;
        this.demuxer = scan.open(path, MissingStamps.KEPT, log);
        StreamDecoder opened = null;
        try {
            Track streams = scan.audio().get(track);
            this.missingFrames = streams.missing();
            AVStream stream = demuxer.firstOf(streams);
            demuxer.readOnly(it -> it.index() == stream.index());
            opened = new StreamDecoder(demuxer, streams, 1, log, this::copy);
            this.decoder = opened;
            int sourceRate = stream.codecpar().sample_rate();
            // Multiples of 11025 Hz become 44.1 kHz, which is cheaper to resample to; every player supports both rates.
            int sampleRate = sourceRate % 11_025 == 0 ? 44_100 : 48_000;
            for (ChannelLayout layout :
                    ChannelLayout.of(stream.codecpar().ch_layout().nb_channels())) {
                addStreams(layout, sampleRate);
            }
        } catch (RuntimeException e) {
            encoders.forEach(LayoutEncoder::close);
            if (opened != null) {
                opened.close();
            }
            demuxer.close();
            log.close();
            throw e;
        }
    }

    /** Adds the streams of a layout, highest bitrate first. */
    private void addStreams(ChannelLayout layout, int sampleRate) {
        Bytes silence = LayoutEncoder.silence(layout, sampleRate, log);
        Bytes config = new AacConfig(sampleRate, layout).toSpecificConfig();
        int priming = LayoutEncoder.PRIMING_SAMPLES + leadSamples;
        Optional<CopyableSound> source = copyable.filter(it -> it.config().layout() == layout);
        if (source.isPresent()) {
            int bitrate = source.get().bitsPerSecond();
            formats.add(new AudioFormat(Origin.COPIED, layout, sampleRate, bitrate, priming, config, silence));
            copyLead(silence);
        }
        List<Integer> bitrates = layout.bitrates().stream()
                .filter(it ->
                        source.isEmpty() || it * MIN_RATE_STEP <= source.get().bitsPerSecond())
                .toList();
        int first = formats.size();
        for (int bitrate : bitrates) {
            formats.add(new AudioFormat(Origin.ENCODED, layout, sampleRate, bitrate, priming, config, silence));
        }
        if (!bitrates.isEmpty()) {
            encoders.add(new LayoutEncoder(
                    layout,
                    sampleRate,
                    bitrates,
                    log,
                    (bitrate, data, sample) -> ready.add(new AudioFrame(first + bitrate, data, sample - leadSamples))));
        }
    }

    /** Silence where the source starts late. */
    private void copyLead(Bytes silence) {
        for (int missing = -copyable.orElseThrow().skippedFrames(); missing > 0; missing--) {
            addCopied(silence);
        }
    }

    /** Takes over a packet on its way to the decoder. */
    private void copy(AVPacket packet) {
        sourcePackets++;
        if (copyable.isPresent() && sourceFrames++ >= copyable.get().skippedFrames()) {
            addCopied(Bytes.adopt(CopyableSound.rawDataBlock(packet, decoder.stream())));
        }
    }

    /** The copied stream is always the first. */
    private void addCopied(Bytes data) {
        long sample = copiedFrames * AudioFormat.SAMPLES_PER_FRAME
                - formats.getFirst().primingSamples();
        copiedFrames++;
        ready.add(new AudioFrame(0, data, sample));
    }

    /** The format of each stream: most channels first, then the highest bitrate. */
    public List<AudioFormat> formats() {
        return List.copyOf(formats);
    }

    /** The packets and frames of the source so far that were damaged. */
    public DecodingDamage damage() {
        return new DecodingDamage(sourcePackets, decoder.failures(), decoder.concealed(), missingFrames);
    }

    /** Warnings and errors of the demuxer, the decoder and the filters so far, oldest first, at most 100 lines. */
    public List<String> warnings() {
        return log.lines();
    }

    /**
     * The next frame of any stream; those of one stream come in order. Empty at the end.
     *
     * @throws MediaException TRUNCATED if the file ends before its declared end; IO if it cannot be read
     */
    public Optional<AudioFrame> next() {
        while (ready.isEmpty() && !ended) {
            decodeAhead();
            if (decoded.isEmpty()) {
                ended = true;
                encoders.forEach(LayoutEncoder::finish);
            } else {
                encode(decoded.remove(), clock.next());
            }
        }
        return Optional.ofNullable(ready.poll());
    }

    private void decodeAhead() {
        while (clock.wantsMore() && !decodingEnded) {
            Optional<AVFrame> next = decoder.next();
            if (next.isPresent()) {
                AVFrame frame = Natives.allocated(av_frame_clone(next.get()), "av_frame_clone");
                decoded.add(frame);
                clock.add(stamped(frame));
            } else {
                decodingEnded = true;
            }
        }
    }

    /** Encodes a frame that starts at some time of the common clock, and frees it. */
    private void encode(AVFrame frame, double start) {
        try {
            double samplesPerTick = (double) frame.sample_rate() / Natives.TICKS_PER_SECOND;
            frame.pts(
                    Double.isNaN(start) ? AV_NOPTS_VALUE : Math.round((start - origin) * samplesPerTick) + leadSamples);
            encoders.forEach(encoder -> encoder.push(frame));
        } finally {
            av_frame_free(frame);
        }
    }

    /** The place of a frame that was just decoded. Without a stamp it follows the one before and what was lost. */
    private Stamped stamped(AVFrame frame) {
        if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
        }
        double duration = (double) frame.nb_samples() * Natives.TICKS_PER_SECOND / frame.sample_rate();
        long lost = decoder.failures() - failuresBefore;
        failuresBefore = decoder.failures();
        long stamp = decoder.stamp();
        return stamp == AV_NOPTS_VALUE
                ? new Stamped(SoundClock.UNKNOWN, lost * duration, duration)
                : new Stamped(av_rescale_q(stamp, decoder.stream().time_base(), Natives.ticks()), 0, duration);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        decoded.forEach(it -> av_frame_free(it));
        encoders.forEach(LayoutEncoder::close);
        decoder.close();
        demuxer.close();
        log.close();
    }
}
