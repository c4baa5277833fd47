package dev.starling.media.encoding;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.media.Bytes;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.X264Session.Request;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a clip as a member, with forced picture types. The same clip, settings, picture types and
 * {@link EncoderVersion} give the same bytes. Members that differ only in quality and tuning can be spliced at any
 * access unit.
 */
public final class ClipEncoder {
    private ClipEncoder() {}

    /**
     * Encodes on the calling thread, and on further threads of x264 if the settings have more than one.
     *
     * @param clip in the size of the settings
     * @param structure one picture type for each picture of the clip
     * @throws MediaException ENCODE, with all parameters and the encoder's last log lines
     */
    public static EncodedClip encode(SourceClip clip, GopStructure structure, EncodingSettings settings) {
        PictureFormat pictures = settings.format().pictures();
        if (!clip.size().equals(pictures.size())) {
            throw new IllegalArgumentException(
                    "the clip is " + clip.size() + ", the settings are for " + pictures.size());
        }
        if (structure.types().size() != clip.frames().size()) {
            throw new IllegalArgumentException(structure.types().size() + " picture types for "
                    + clip.frames().size() + " pictures");
        }
        return encode(
                clip, structure, new Request(pictures, settings.preset(), settings.threads(), settings.parameters()));
    }

    /** Encodes a clip. Without {@code structure}, x264 chooses the picture types. */
    static EncodedClip encode(SourceClip clip, @Nullable GopStructure structure, Request request) {
        OptionalLong cpuBefore = threadCpuNanos(request.threads());
        try (X264Session session = new X264Session(request)) {
            AvcDecoderConfigurationRecord configuration = configuration(session);
            Assembler assembler = new Assembler(clip, structure, session);
            session.encode(clip, structure, assembler::add);
            assembler.requireComplete();
            Optional<Duration> cpuTime = since(cpuBefore, request.threads());
            return new EncodedClip(configuration, assembler.pictures, clip.start(), clip.end(), cpuTime);
        }
    }

    /** With one thread, x264 works on the caller's thread only. The JVM has no processor time for virtual threads. */
    static OptionalLong threadCpuNanos(int threads) {
        if (threads > 1 || Thread.currentThread().isVirtual()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    /** Processor time of the calling thread since {@code before}. */
    static Optional<Duration> since(OptionalLong before, int threads) {
        OptionalLong now = threadCpuNanos(threads);
        return before.isPresent() && now.isPresent()
                ? Optional.of(Duration.ofNanos(now.getAsLong() - before.getAsLong()))
                : Optional.empty();
    }

    private static AvcDecoderConfigurationRecord configuration(X264Session session) {
        NalUnit sps = null;
        NalUnit pps = null;
        for (NalUnit unit : session.header()) {
            switch (unit.type()) {
                case SEQUENCE_PARAMETER_SET -> sps = unit;
                case PICTURE_PARAMETER_SET -> pps = unit;
                default -> {}
            }
        }
        if (sps == null || pps == null) {
            throw session.failure("wrote no parameter sets");
        }
        try {
            return AvcDecoderConfigurationRecord.of(sps, pps);
        } catch (H264Exception e) {
            throw session.failure("wrote invalid parameter sets, " + e.getMessage());
        }
    }

    /** Turns x264's packets into coded pictures and checks that they are those that were requested. */
    private static final class Assembler {
        private final List<Frame> frames;
        private final @Nullable GopStructure structure;
        private final X264Session session;
        private final List<CodedPicture> pictures = new ArrayList<>();

        Assembler(SourceClip clip, @Nullable GopStructure structure, X264Session session) {
            this.frames = clip.frames();
            this.structure = structure;
            this.session = session;
        }

        void add(X264Packet packet) {
            List<NalUnit> slices = packet.slices();
            int index = indexOf(packet.presentationTime());
            if (slices.isEmpty() || pictures.size() == frames.size() || index < 0) {
                throw session.failure("wrote a packet that is no picture of the clip");
            }
            PictureType type = structure == null
                    ? X264Packet.typeOf(slices.getFirst())
                    : structure.types().get(index);
            for (NalUnit slice : slices) {
                if (X264Packet.typeOf(slice) != type) {
                    throw session.failure("did not encode picture " + index + " as " + type);
                }
            }
            pictures.add(new CodedPicture(
                    Bytes.adopt(LengthPrefixed.write(slices)),
                    type,
                    slices.getFirst().nalRefIdc(),
                    packet.presentationTime(),
                    frames.get(pictures.size()).presentationTime()));
        }

        private int indexOf(long presentationTime) {
            int low = 0;
            int high = frames.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = Long.compare(frames.get(middle).presentationTime(), presentationTime);
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -1;
        }

        void requireComplete() {
            if (pictures.size() != frames.size()) {
                throw session.failure("wrote " + pictures.size() + " of " + frames.size() + " pictures");
            }
        }
    }
}
