package dev.starling.media.decoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where another MP4 file begins (ISO/IEC 14496-12, 4.2, 4.3 and 8.2): at a type box, if its movie box has to be read.
 * FFmpeg reads the first movie box only, and all fragments by that. So fragments of one recording may each have a type
 * box and a movie box before them, or a type box alone, as long as their times go on. A picture file may follow, too.
 */
final class MovieSeams implements FileSeams {
    /** A movie box has fewer boxes that matter, unless it is hostile. */
    private static final int MAX_BOXES = 10_000;
    /** Longer sample descriptions are not compared. */
    private static final int MAX_DESCRIPTION_BYTES = 1 << 20;

    private final FileWindow file;
    private final List<Long> starts = new ArrayList<>(List.of(0L));
    /** The movie box by which fragments are read. */
    private Optional<Movie> movie = Optional.empty();
    /** Where a file begins if what comes has to be read by a movie box of its own. */
    private OptionalLong pending = OptionalLong.empty();
    /** That movie box, if it says the same as the one before: the fragment after it tells. */
    private Optional<Movie> repeated = Optional.empty();

    private boolean pendingData;
    /** Where the last fragment starts. */
    private OptionalLong fragment = OptionalLong.empty();

    MovieSeams(FileWindow file) {
        this.file = file;
    }

    /** The length of a box in bytes; −1 if it ends with the file or has no header of a box. */
    static long bytes(ByteBuffer head) {
        long size = Integer.toUnsignedLong(head.getInt(0));
        long bytes = size == 1 ? head.getLong(8) : size;
        return bytes < (size == 1 ? 16 : 8) ? -1 : bytes;
    }

    static String type(ByteBuffer head) {
        return StandardCharsets.ISO_8859_1.decode(head.slice(4, 4)).toString();
    }

    @Override
    public void take(long at, ByteBuffer head) throws IOException {
        switch (type(head)) {
            case "ftyp" -> {
                pending = movie.isPresent() ? OptionalLong.of(at) : OptionalLong.empty();
                repeated = Optional.empty();
                pendingData = false;
            }
            case "moov" -> takeMovie(new Movie(at));
            case "moof" -> {
                if (pending.isPresent() && repeated.isPresent() && !goesOn(pending.getAsLong(), at)) {
                    begin(pending.getAsLong(), repeated.get());
                }
                pending = OptionalLong.empty();
                fragment = OptionalLong.of(at);
            }
            case "styp", "sidx", "meta" -> pending = repeated.isPresent() ? pending : OptionalLong.empty();
            case "mdat" -> pendingData = true;
            default -> {
                // Says nothing of that.
            }
        }
    }

    @Override
    public List<Long> starts() {
        return starts;
    }

    /** With a file at the end that has samples and lost its movie box. */
    @Override
    public List<Long> finish() {
        if (pending.isPresent() && repeated.isEmpty() && pendingData) {
            starts.add(pending.getAsLong());
        }
        return starts;
    }

    private void takeMovie(Movie next) throws IOException {
        if (movie.isEmpty()) {
            movie = Optional.of(next);
        } else if (pending.isPresent() && movie.get().reads(next)) {
            repeated = Optional.of(next);
        } else if (pending.isPresent()) {
            begin(pending.getAsLong(), next);
        }
    }

    private void begin(long start, Movie first) {
        starts.add(start);
        movie = Optional.of(first);
        pending = OptionalLong.empty();
        fragment = OptionalLong.empty();
    }

    /** Whether a fragment belongs to the recording of the one before, though a type box and a movie box precede it. */
    private boolean goesOn(long start, long at) throws IOException {
        Fragment next = new Fragment();
        next.read(at);
        // A position of a file by itself is nothing in this one.
        boolean goesOn = next.base >= start;
        if (fragment.isPresent()) {
            Fragment before = new Fragment();
            before.read(fragment.getAsLong());
            goesOn &= next.times.entrySet().stream()
                    .allMatch(it -> before.times.getOrDefault(it.getKey(), Long.MIN_VALUE) < it.getValue());
        }
        return goesOn;
    }

    /** A box that is read for those in it. */
    private abstract sealed class Tree {
        private int boxes;

        boolean isComplete() {
            return boxes < MAX_BOXES;
        }

        void read(long at) throws IOException {
            ByteBuffer head = file.at(at);
            long bytes = bytes(head);
            long end = bytes < 0 ? file.size() : Math.min(file.size(), at + bytes);
            long next = at + (head.getInt(0) == 1 ? 16 : 8);
            while (end - next >= 8 && isComplete()) {
                boxes++;
                ByteBuffer box = file.at(next);
                long boxBytes = bytes(box);
                if (boxBytes < 0 || boxBytes > end - next) {
                    break;
                }
                take(next, box, boxBytes);
                next += boxBytes;
            }
        }

        abstract void take(long at, ByteBuffer box, long bytes) throws IOException;
    }

    /** What a movie fragment has: 8.8.7 and 8.8.12. */
    private final class Fragment extends Tree {
        private int track;
        /** The least position to which others in it refer. */
        private long base = Long.MAX_VALUE;
        /** The decoding time of the first sample by track, in its time scale. */
        private final Map<Integer, Long> times = new HashMap<>();

        @Override
        void take(long at, ByteBuffer box, long bytes) throws IOException {
            switch (type(box)) {
                case "traf" -> read(at);
                case "tfhd" -> {
                    track = box.getInt(12);
                    base = (box.get(11) & 1) != 0 ? Math.min(base, box.getLong(16)) : base;
                }
                case "tfdt" ->
                    times.put(track, box.get(8) == 1 ? box.getLong(12) : Integer.toUnsignedLong(box.getInt(12)));
                default -> {
                    // Says nothing of where and when it is.
                }
            }
        }
    }

    /** What a movie box has. */
    private final class Movie extends Tree {
        private final long start;
        private boolean known;
        private boolean fragmented;
        private boolean hasSamples;
        private boolean tooLong;
        /** Of each track: its identifier, clock and sample descriptions. */
        private final List<ByteBuffer> descriptions = new ArrayList<>();

        Movie(long start) {
            this.start = start;
        }

        private Movie known() throws IOException {
            if (!known) {
                known = true;
                read(start);
            }
            return this;
        }

        /** Whether fragments after another movie box can be read by this one, and that has nothing else. */
        boolean reads(Movie other) throws IOException {
            return known().isFragmented()
                    && other.known().isFragmented()
                    && !other.hasSamples
                    && descriptions.equals(other.descriptions);
        }

        private boolean isFragmented() {
            return fragmented && isComplete() && !tooLong;
        }

        @Override
        void take(long at, ByteBuffer box, long bytes) throws IOException {
            switch (type(box)) {
                case "trak", "mdia", "minf", "stbl" -> read(at);
                case "mvex" -> fragmented = true;
                // In versions 0 and 1, times of 32 and 64 bits come before these.
                case "tkhd", "mdhd" -> descriptions.add(copy(box, box.get(8) == 1 ? 28 : 20, 4));
                case "stsd" -> {
                    tooLong |= bytes > MAX_DESCRIPTION_BYTES;
                    descriptions.add(withoutRates(file.read(at, (int) Math.min(MAX_DESCRIPTION_BYTES, bytes))));
                }
                case "stsz", "stz2" -> hasSamples |= box.getInt(16) != 0;
                default -> {
                    // Says nothing of how fragments are read.
                }
            }
        }

        /** Bit rates may be those of a fragment: ISO/IEC 14496-12, 8.5.2, and ISO/IEC 14496-1, 7.2.6.5 and 7.2.6.6. */
        private static ByteBuffer withoutRates(ByteBuffer description) {
            String text =
                    StandardCharsets.ISO_8859_1.decode(description.duplicate()).toString();
            int rates = text.indexOf("btrt");
            if (rates >= 0) {
                clear(description, rates + 4, 12);
            }
            int stream = text.indexOf("esds");
            if (stream >= 0) {
                // The identifier of the stream and its flags, then the decoder's kind.
                int decoder = descriptor(description, stream + 8) + 3;
                clear(description, descriptor(description, decoder) + 2, 11);
            }
            return description;
        }

        /** Where the contents of an MPEG-4 descriptor begin: after its tag and length. */
        private static int descriptor(ByteBuffer bytes, int at) {
            int length = at + 1;
            while (length < bytes.capacity() && bytes.get(length) < 0) {
                length++;
            }
            return length + 1;
        }

        private static void clear(ByteBuffer bytes, int from, int count) {
            for (int i = from; i < Math.min(bytes.capacity(), from + count); i++) {
                bytes.put(i, (byte) 0);
            }
        }

        private static ByteBuffer copy(ByteBuffer bytes, int from, int count) {
            return ByteBuffer.wrap(new byte[count])
                    .put(bytes.slice(from, count))
                    .clear();
        }
    }
}
