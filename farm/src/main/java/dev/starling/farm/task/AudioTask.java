package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.ResultStore;
import dev.starling.media.Bytes;
import dev.starling.media.decoding.AudioFormat;
import dev.starling.media.decoding.AudioFormat.Origin;
import dev.starling.media.decoding.AudioFrame;
import dev.starling.media.decoding.AudioReader;
import dev.starling.media.decoding.ChannelLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Copies or encodes a soundtrack of a title. The result is a {@link Soundtrack}; the frames of its streams are stored
 * beside it in chunks of some seconds, so that memory does not grow with the title.
 *
 * @param content the hash of the title's file
 * @param track index in {@link dev.starling.media.decoding.SourceInfo#audio}
 * @param origin the container's timestamp at presentation time 0 of the pictures
 * @param encoder the encoder and its version
 */
public record AudioTask(ContentKey content, int track, long origin, String encoder) implements Task {
    private static final String KIND = "audio 3";
    private static final int FRAMES_PER_CHUNK = 1024;

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND, content, track, origin, encoder);
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.empty();
    }

    @Override
    public String description() {
        return "soundtrack " + (track + 1);
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        try (AudioReader reader = AudioReader.open(workplace.input(), track, origin)) {
            List<AudioFormat> formats = reader.formats();
            List<Chunks> streams = IntStream.range(0, formats.size())
                    .mapToObj(stream -> new Chunks(stream, formats.get(stream), workplace))
                    .toList();
            for (Optional<AudioFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                streams.get(frame.get().stream()).add(frame.get().data());
            }
            List<Stream> written = new ArrayList<>();
            for (Chunks stream : streams) {
                written.add(stream.finish());
            }
            return new Soundtrack(written, reader.damage().damaged()).toBytes();
        }
    }

    /** Stores the frames of a stream. */
    private final class Chunks {
        private final int stream;
        private final AudioFormat format;
        private final Workplace workplace;
        private final List<Bytes> chunk = new ArrayList<>();
        private int frames;

        Chunks(int stream, AudioFormat format, Workplace workplace) {
            this.stream = stream;
            this.format = format;
            this.workplace = workplace;
        }

        void add(Bytes frame) throws IOException {
            chunk.add(frame);
            frames++;
            if (chunk.size() == FRAMES_PER_CHUNK) {
                store();
            }
        }

        Stream finish() throws IOException {
            if (!chunk.isEmpty()) {
                store();
            }
            return new Stream(format, frames);
        }

        private void store() throws IOException {
            int bytes = chunk.stream().mapToInt(Bytes::size).sum();
            ByteBuffer out = ByteBuffer.allocate(chunk.size() * Integer.BYTES + bytes);
            for (Bytes frame : chunk) {
                out.putInt(frame.size()).put(frame.buffer());
            }
            workplace.store().put(chunkKey(stream, (frames - 1) / FRAMES_PER_CHUNK), out.array());
            if (track == 0 && stream == 0) {
                double seconds = (double) chunk.size() * AudioFormat.SAMPLES_PER_FRAME / format.sampleRate();
                workplace.advanced(AudioTask.this, seconds);
            }
            chunk.clear();
        }
    }

    private ContentKey chunkKey(int stream, int chunk) {
        return ContentKey.of(KIND + " chunk", key(), stream, chunk);
    }

    /** Whether all frames of a soundtrack are in the store, undamaged. */
    public boolean isWhole(ResultStore store, Soundtrack soundtrack) throws IOException {
        for (int stream = 0; stream < soundtrack.streams().size(); stream++) {
            int frames = soundtrack.streams().get(stream).frameCount();
            for (int chunk = 0; chunk * FRAMES_PER_CHUNK < frames; chunk++) {
                if (store.find(chunkKey(stream, chunk)).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The frames of a stream of a soundtrack, read from the store. */
    public Frames frames(ResultStore store, Soundtrack soundtrack, int stream) {
        return new Frames(store, stream, soundtrack.streams().get(stream).frameCount());
    }

    /** Reads frames in order; one chunk at a time is in memory. */
    public final class Frames {
        private final ResultStore store;
        private final int stream;
        private final int frameCount;
        private ByteBuffer chunk = ByteBuffer.allocate(0);
        private int next;

        private Frames(ResultStore store, int stream, int frameCount) {
            this.store = store;
            this.stream = stream;
            this.frameCount = frameCount;
        }

        /** How many frames were read. */
        public int position() {
            return next;
        }

        /** Whether there is another frame. */
        public boolean hasNext() {
            return next < frameCount;
        }

        /**
         * Reads the next frame, a raw_data_block.
         *
         * @throws IOException if the store cannot be read, or the frame's chunk is missing
         */
        public Bytes next() throws IOException {
            if (!chunk.hasRemaining()) {
                chunk = ByteBuffer.wrap(store.find(chunkKey(stream, next / FRAMES_PER_CHUNK))
                        .orElseThrow(() -> new IOException(store + ": a part of the " + description()
                                + " is damaged or missing; run the same command with an empty store")));
            }
            next++;
            byte[] frame = new byte[chunk.getInt()];
            chunk.get(frame);
            return Bytes.copyOf(frame, 0, frame.length);
        }
    }

    /**
     * A stream of a soundtrack.
     *
     * @param format of all frames
     * @param frameCount all frames; the first starts the priming samples before presentation time 0
     */
    public record Stream(AudioFormat format, int frameCount) {}

    /**
     * The result of an {@link AudioTask}. Stored form: the number of damaged packets in 64 bits; then, with all numbers
     * s32, the number of streams; for each its sample rate, bits per second, priming samples and frames, then the names
     * of its origin and layout, its AudioSpecificConfig and its silence, each after its size.
     *
     * @param streams in the order of {@link AudioReader#formats}
     * @param damagedPackets packets of the source that could not be decoded, in whole or in part
     */
    public record Soundtrack(List<Stream> streams, long damagedPackets) {
        public Soundtrack {
            streams = List.copyOf(streams);
        }

        /** Whether the source has any sound here. */
        public boolean isEmpty() {
            return streams.stream().allMatch(it -> it.frameCount() == 0);
        }

        /** When the longest stream ends, in seconds of presentation time. */
        public double endSeconds() {
            return streams.stream()
                    .mapToDouble(it -> ((double) it.frameCount() * AudioFormat.SAMPLES_PER_FRAME
                                    - it.format().primingSamples())
                            / it.format().sampleRate())
                    .max()
                    .orElse(0);
        }

        byte[] toBytes() {
            int bytes = Long.BYTES + Integer.BYTES;
            for (Stream stream : streams) {
                bytes += 4 * Integer.BYTES;
                for (Bytes part : parts(stream.format())) {
                    bytes += Integer.BYTES + part.size();
                }
            }
            ByteBuffer out = ByteBuffer.allocate(bytes).putLong(damagedPackets).putInt(streams.size());
            for (Stream stream : streams) {
                AudioFormat format = stream.format();
                out.putInt(format.sampleRate()).putInt(format.bitsPerSecond());
                out.putInt(format.primingSamples()).putInt(stream.frameCount());
                parts(format).forEach(part -> out.putInt(part.size()).put(part.buffer()));
            }
            return out.array();
        }

        private static List<Bytes> parts(AudioFormat format) {
            return List.of(
                    Bytes.adopt(format.origin().name().getBytes(StandardCharsets.US_ASCII)),
                    Bytes.adopt(format.layout().name().getBytes(StandardCharsets.US_ASCII)),
                    format.audioSpecificConfig(),
                    format.silence());
        }

        /** Reads the result of an {@link AudioTask}. */
        public static Soundtrack read(byte[] result) {
            ByteBuffer in = ByteBuffer.wrap(result);
            long damagedPackets = in.getLong();
            List<Stream> streams = new ArrayList<>();
            for (int left = in.getInt(); left > 0; left--) {
                int sampleRate = in.getInt();
                int bitsPerSecond = in.getInt();
                int primingSamples = in.getInt();
                int frameCount = in.getInt();
                Origin origin = Origin.valueOf(text(in));
                ChannelLayout layout = ChannelLayout.valueOf(text(in));
                Bytes config = bytes(in);
                Bytes silence = bytes(in);
                streams.add(new Stream(
                        new AudioFormat(origin, layout, sampleRate, bitsPerSecond, primingSamples, config, silence),
                        frameCount));
            }
            return new Soundtrack(streams, damagedPackets);
        }

        private static String text(ByteBuffer in) {
            return new String(bytes(in).toArray(), StandardCharsets.US_ASCII);
        }

        private static Bytes bytes(ByteBuffer in) {
            byte[] bytes = new byte[in.getInt()];
            in.get(bytes);
            return Bytes.adopt(bytes);
        }
    }
}
