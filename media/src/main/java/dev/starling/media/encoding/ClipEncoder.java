package dev.starling.media.encoding;

import dev.starling.libav.Bytes;
import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.NalUnits.Slice;
import dev.starling.media.encoding.X264Session.Request;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a clip into a member, its picture types forced. The same clip, settings, structure and {@link EncoderVersion}
 * give the same bytes, and members that differ only in quality and tuning can be spliced at any access unit.
 */
public final class ClipEncoder {
    private ClipEncoder() {}

    /**
     * Encodes on the calling thread (and as many more of x264's as the settings ask for).
     *
     * @param clip in the size that the settings name
     * @param types one for each picture of the clip
     * @throws MediaException ENCODE, with all parameters and the encoder's last words
     */
    public static EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings) {
        CodingStructure structure = settings.structure();
        if (clip.width() != structure.width() || clip.height() != structure.height()) {
            throw new IllegalArgumentException("the clip is " + clip.width() + "x" + clip.height()
                    + ", the settings are for " + structure.width() + "x" + structure.height());
        }
        if (types.types().size() != clip.frames().size()) {
            throw new IllegalArgumentException(
                    types.types().size() + " picture types for " + clip.frames().size() + " pictures");
        }
        return encode(
                clip,
                types,
                new Request(
                        structure.width(),
                        structure.height(),
                        structure.colour(),
                        structure.frameRate(),
                        settings.preset(),
                        settings.threads(),
                        settings.parameters()));
    }

    /** Encodes; without picture types x264 chooses them. */
    static EncodedClip encode(SourceClip clip, @Nullable GopStructure types, Request request) {
        OptionalLong cpuBefore = threadCpuNanos(request);
        try (X264Session session = new X264Session(request)) {
            ParameterSets parameterSets = parameterSets(session);
            Assembler assembler = new Assembler(clip, types, session);
            session.encode(clip, types, assembler::add);
            assembler.requireComplete();
            OptionalLong cpuAfter = threadCpuNanos(request);
            Optional<Duration> cpuTime = cpuBefore.isPresent() && cpuAfter.isPresent()
                    ? Optional.of(Duration.ofNanos(cpuAfter.getAsLong() - cpuBefore.getAsLong()))
                    : Optional.empty();
            return new EncodedClip(parameterSets, assembler.units, clip.start(), clip.end(), cpuTime);
        }
    }

    /**
     * With one thread x264 works on the caller's alone; the processor time of a virtual thread is not kept by the JVM.
     */
    private static OptionalLong threadCpuNanos(Request request) {
        if (request.threads() > 1 || Thread.currentThread().isVirtual()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    private static ParameterSets parameterSets(X264Session session) {
        byte[] headers = session.headers();
        Bytes sps = null;
        Bytes pps = null;
        for (Slice unit : NalUnits.split(headers)) {
            switch (NalUnits.type(headers, unit)) {
                case NalUnits.SPS -> sps = Bytes.copyOf(headers, unit.from(), unit.to());
                case NalUnits.PPS -> pps = Bytes.copyOf(headers, unit.from(), unit.to());
                default -> {}
            }
        }
        if (sps == null || pps == null) {
            throw session.failure("wrote no parameter sets");
        }
        return new ParameterSets(sps, pps);
    }

    /** Turns x264's packets into access units, and checks that it did what it was told. */
    private static final class Assembler {
        private final List<Frame> frames;
        private final @Nullable GopStructure types;
        private final X264Session session;
        private final List<CodedPicture> units = new ArrayList<>();

        Assembler(SourceClip clip, @Nullable GopStructure types, X264Session session) {
            this.frames = clip.frames();
            this.types = types;
            this.session = session;
        }

        void add(byte[] annexB, boolean keyFrame, long presentationTime) {
            List<Slice> slices = NalUnits.split(annexB).stream()
                    .filter(unit -> isSlice(NalUnits.type(annexB, unit)))
                    .toList();
            int index = indexOf(presentationTime);
            if (slices.isEmpty() || units.size() == frames.size() || index < 0) {
                throw session.failure("wrote a packet that is no picture of the clip");
            }
            PictureType type = types == null
                    ? typeOf(annexB, slices.getFirst())
                    : types.types().get(index);
            for (Slice slice : slices) {
                if (typeOf(annexB, slice) != type) {
                    throw session.failure("made picture " + index + " another type than " + type);
                }
            }
            int nalRefIdc = NalUnits.refIdc(annexB, slices.getFirst());
            long decodeTime = frames.get(units.size()).presentationTime();
            units.add(new CodedPicture(lengthPrefixed(annexB, slices), type, nalRefIdc, presentationTime, decodeTime));
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

        private static boolean isSlice(int nalUnitType) {
            return nalUnitType == NalUnits.IDR_SLICE || nalUnitType == NalUnits.NON_IDR_SLICE;
        }

        private static PictureType typeOf(byte[] annexB, Slice slice) {
            if (NalUnits.type(annexB, slice) == NalUnits.IDR_SLICE) {
                return PictureType.IDR;
            }
            return NalUnits.sliceType(annexB, slice) == 1 ? PictureType.B : PictureType.P;
        }

        private static Bytes lengthPrefixed(byte[] annexB, List<Slice> slices) {
            int size = slices.stream()
                    .mapToInt(slice -> Integer.BYTES + slice.size())
                    .sum();
            ByteBuffer data = ByteBuffer.allocate(size);
            for (Slice slice : slices) {
                data.putInt(slice.size()).put(annexB, slice.from(), slice.size());
            }
            return Bytes.adopt(data.array());
        }

        void requireComplete() {
            if (units.size() != frames.size()) {
                throw session.failure("wrote " + units.size() + " of " + frames.size() + " pictures");
            }
        }
    }
}
