package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.ResultStore;
import dev.starling.media.Bytes;
import dev.starling.media.decoding.AudioFormat;
import dev.starling.media.decoding.AudioFrame;
import dev.starling.media.decoding.AudioReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Encodes the soundtrack of a title. The result is a {@link Soundtrack}; its frames are stored beside it in chunks of
 * some seconds, so that memory does not grow with the title.
 *
 * @param content the hash of the title's file
 * @param origin the container's timestamp at presentation time 0 of the pictures
 * @param encoder the encoder and its version
 */
public record AudioTask(ContentKey content, long origin, String encoder) implements Task {
    private static final String KIND = "audio 1";
    private static final int FRAMES_PER_CHUNK = 1024;

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND, content, origin, encoder);
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.empty();
    }

    @Override
    public String description() {
        return "soundtrack";
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        try (AudioReader reader = AudioReader.open(workplace.input(), origin)
                .orElseThrow(() -> new IllegalStateException("the file no longer has a soundtrack"))) {
            int frames = 0;
            List<AudioFrame> chunk = new ArrayList<>();
            for (Optional<AudioFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                chunk.add(frame.get());
                frames++;
                if (chunk.size() == FRAMES_PER_CHUNK) {
                    store(chunk, frames, reader.format(), workplace);
                    chunk.clear();
                }
            }
            if (!chunk.isEmpty()) {
                store(chunk, frames, reader.format(), workplace);
            }
            return new Soundtrack(reader.format(), frames).toBytes();
        }
    }

    /** Stores the chunk whose last frame is the {@code frames}th. */
    private void store(List<AudioFrame> chunk, int frames, AudioFormat format, Workplace workplace) throws IOException {
        int bytes = chunk.stream().mapToInt(it -> it.data().size()).sum();
        ByteBuffer out = ByteBuffer.allocate(chunk.size() * Integer.BYTES + bytes);
        for (AudioFrame frame : chunk) {
            out.putInt(frame.data().size()).put(frame.data().buffer());
        }
        workplace.store().put(chunkKey((frames - 1) / FRAMES_PER_CHUNK), out.array());
        workplace.advanced(this, (double) chunk.size() * AudioFormat.SAMPLES_PER_FRAME / format.sampleRate());
    }

    private ContentKey chunkKey(int chunk) {
        return ContentKey.of(KIND + " chunk", key(), chunk);
    }

    /** Whether all frames of a soundtrack are in the store, undamaged. */
    public boolean isWhole(ResultStore store, Soundtrack soundtrack) throws IOException {
        for (int chunk = 0; chunk * FRAMES_PER_CHUNK < soundtrack.frameCount(); chunk++) {
            if (store.find(chunkKey(chunk)).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The frames of a soundtrack, read from the store. */
    public Frames frames(ResultStore store, Soundtrack soundtrack) {
        return new Frames(store, soundtrack);
    }

    /** Reads frames in order; one chunk at a time is in memory. */
    public final class Frames {
        private final ResultStore store;
        private final Soundtrack soundtrack;
        private ByteBuffer chunk = ByteBuffer.allocate(0);
        private int next;

        private Frames(ResultStore store, Soundtrack soundtrack) {
            this.store = store;
            this.soundtrack = soundtrack;
        }

        /** How many frames were read. */
        public int position() {
            return next;
        }

        /** Whether there is another frame. */
        public boolean hasNext() {
            return next < soundtrack.frameCount();
        }

        /**
         * Reads the next frame, a raw_data_block.
         *
         * @throws IOException if the store cannot be read, or the frame's chunk is missing
         */
        public Bytes next() throws IOException {
            if (!chunk.hasRemaining()) {
                chunk = ByteBuffer.wrap(store.find(chunkKey(next / FRAMES_PER_CHUNK))
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
     * The stored form of a soundtrack: s32 sample rate, channels, bits per second, priming samples, frames; the rest is
     * the AudioSpecificConfig.
     *
     * @param format of all frames
     * @param frameCount all frames; the first starts the priming samples before presentation time 0
     */
    public record Soundtrack(AudioFormat format, int frameCount) {
        byte[] toBytes() {
            Bytes config = format.audioSpecificConfig();
            return ByteBuffer.allocate(5 * Integer.BYTES + config.size())
                    .putInt(format.sampleRate())
                    .putInt(format.channels())
                    .putInt(format.bitsPerSecond())
                    .putInt(format.primingSamples())
                    .putInt(frameCount)
                    .put(config.buffer())
                    .array();
        }

        /** Reads the result of an {@link AudioTask}. */
        public static Soundtrack read(byte[] result) {
            ByteBuffer in = ByteBuffer.wrap(result);
            int sampleRate = in.getInt();
            int channels = in.getInt();
            int bitsPerSecond = in.getInt();
            int primingSamples = in.getInt();
            int frameCount = in.getInt();
            Bytes config = Bytes.copyOf(result, in.position(), result.length);
            return new Soundtrack(
                    new AudioFormat(sampleRate, channels, bitsPerSecond, primingSamples, config), frameCount);
        }
    }
}
