package dev.starling.media.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * The parts of a file that demuxers read one by one: files that were put together ({@link JoinedFiles}), or those of a
 * transport stream in which codecs change. Of the latter, the first is the whole file, without the identifiers that
 * change their codec. Each codec of such an identifier has a part of its own, without the map that tells the next
 * codec: FFmpeg drops what it has of a picture when a map changes a stream's codec, and completes it when the bytes
 * end.
 */
record FileParts(List<Part> parts) {
    /** The streams of a part have numbers from a multiple of this on. */
    private static final int PART_STREAMS = 1 << 16;

    /** More have no numbers for their streams. */
    static final int MAX_PARTS = Integer.MAX_VALUE / PART_STREAMS;

    /** All of the file in one part. */
    static final FileParts WHOLE = of(List.of());

    FileParts {
        parts = List.copyOf(parts);
    }

    /**
     * Bytes of a file.
     *
     * @param pid the identifier that is read; empty for all that have no part of their own
     * @param start of the bytes
     * @param from packets of the identifier that start earlier have another codec
     * @param end of the bytes, exclusive; empty for the end of the file
     * @param rest bytes after the end in which the last packet of the identifier goes on
     */
    record Part(OptionalInt pid, long start, long from, OptionalLong end, List<ByteRange> rest) {
        Part {
            rest = List.copyOf(rest);
        }

        /** The number of its bytes in a file. */
        long bytes(long fileBytes) {
            return end.orElse(fileBytes)
                    - start
                    + rest.stream().mapToLong(ByteRange::bytes).sum();
        }

        boolean isWhole() {
            return start == 0 && end.isEmpty();
        }

        /** Whether it is one of several files that were put together, or the only one. */
        boolean isFile() {
            return pid.isEmpty();
        }

        private boolean isOf(int identifier) {
            return pid.isPresent() && pid.getAsInt() == identifier;
        }
    }

    /** Bytes of a file, from the first to that after the last one. */
    record ByteRange(long start, long end) {
        long bytes() {
            return end - start;
        }
    }

    /** The parts of a file in which codecs change, in its order. */
    static FileParts of(List<CodecChange> changes) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(OptionalInt.empty(), 0, 0, OptionalLong.empty(), List.of()));
        for (int pid : changes.stream().map(CodecChange::pid).distinct().toList()) {
            OptionalInt identifier = OptionalInt.of(pid);
            long start = 0;
            long from = 0;
            for (CodecChange change : changes) {
                if (change.pid() == pid) {
                    parts.add(new Part(identifier, start, from, OptionalLong.of(change.position()), change.rest()));
                    start = change.start();
                    from = change.position();
                }
            }
            parts.add(new Part(identifier, start, from, OptionalLong.empty(), List.of()));
        }
        return new FileParts(parts);
    }

    /**
     * The parts of a file that consists of several.
     *
     * @param starts of all of them, in bytes
     */
    static FileParts joined(List<Long> starts) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            long start = starts.get(i);
            OptionalLong end = i + 1 < starts.size() ? OptionalLong.of(starts.get(i + 1)) : OptionalLong.empty();
            parts.add(new Part(OptionalInt.empty(), start, start, end, List.of()));
        }
        return new FileParts(parts);
    }

    /** Whether the parts are files that follow each other. */
    boolean areFiles() {
        return parts.getLast().isFile();
    }

    /** The files from one on. */
    FileParts from(int first) {
        return new FileParts(parts.subList(first, parts.size()));
    }

    Part part(int part) {
        return parts.get(part);
    }

    int count() {
        return parts.size();
    }

    /** Whether a part has the packet of an identifier that starts at a position. */
    boolean has(int part, int pid, long position) {
        Part own = parts.get(part);
        return own.pid().isPresent()
                ? own.isOf(pid) && position >= own.from()
                : parts.stream().noneMatch(it -> it.isOf(pid));
    }

    /** The number of a stream among those of all parts. */
    static int number(int part, int index) {
        return part * PART_STREAMS + index;
    }

    /** The number of the stream that has the first packets of one of the whole file. */
    int numberOfFirst(AVStream stream) {
        // Demuxers that start at the same byte find the same streams.
        int part = IntStream.range(0, parts.size())
                .filter(it -> parts.get(it).isOf(stream.id()))
                .findFirst()
                .orElse(0);
        return number(part, stream.index());
    }

    /** The part of a stream. */
    static int partOf(int number) {
        return number / PART_STREAMS;
    }

    /** The index of a stream in its part. */
    static int indexOf(int number) {
        return number % PART_STREAMS;
    }
}
