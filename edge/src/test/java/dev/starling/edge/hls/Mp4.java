package dev.starling.edge.hls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Fragmented MP4 as a player reads it (ISO/IEC 14496-12). */
final class Mp4 {
    private static final int NON_SYNC = 0x00010000;

    private Mp4() {}

    /**
     * A box.
     *
     * @param at where its content begins
     * @param until the byte after it
     */
    record Box(String type, int at, int until) {}

    /** A sample with its bytes. */
    record Sample(int durationTicks, boolean sync, ByteBuffer bytes) {
        /** The types of its NAL units with 4-byte lengths. */
        List<Integer> nalUnitTypes() {
            List<Integer> types = new ArrayList<>();
            ByteBuffer in = bytes.duplicate();
            while (in.remaining() > 4) {
                int length = in.getInt();
                if (length <= 0 || length > in.remaining()) {
                    throw new IllegalArgumentException("a NAL unit of " + length + " bytes in " + in.remaining());
                }
                types.add(in.get(in.position()) & 31);
                in.position(in.position() + length);
            }
            return types;
        }
    }

    /**
     * What one media segment holds.
     *
     * @param firstBox the type of its first box
     */
    record Segment(String firstBox, long decodeTicks, List<Sample> samples) {
        long durationTicks() {
            return samples.stream().mapToLong(Sample::durationTicks).sum();
        }
    }

    /**
     * What an initialization segment describes.
     *
     * @param entry the type of the sample entry
     * @param profile the first bytes of {@code avcC} as in RFC 6381; empty for sound
     * @param channels of sound, else 0
     * @param skippedTicks what the edit list takes away
     */
    record Track(
            int timescale,
            String entry,
            Optional<String> profile,
            String resolution,
            int channels,
            long skippedTicks) {}

    /** The boxes in a part of a file, which they must fill. */
    static List<Box> boxes(ByteBuffer file, int from, int until) {
        List<Box> boxes = new ArrayList<>();
        int at = from;
        while (at < until) {
            int size = until - at < 8 ? 0 : file.getInt(at);
            if (size < 8 || size > until - at) {
                throw new IllegalArgumentException("a box of " + size + " bytes in " + (until - at));
            }
            boxes.add(new Box(text(file, at + 4), at + 8, at + size));
            at += size;
        }
        return boxes;
    }

    private static String text(ByteBuffer file, int at) {
        byte[] type = new byte[4];
        file.get(at, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    private static Optional<Box> find(ByteBuffer file, Box in, String... path) {
        Optional<Box> box = Optional.of(in);
        for (String type : path) {
            box = box.flatMap(it -> boxes(file, it.at(), it.until()).stream()
                    .filter(child -> child.type().equals(type))
                    .findFirst());
        }
        return box;
    }

    static Track track(byte[] init) {
        ByteBuffer file = ByteBuffer.wrap(init);
        Box all = new Box("", 0, init.length);
        Box trak = find(file, all, "moov", "trak").orElseThrow();
        int timescale =
                file.getInt(find(file, trak, "mdia", "mdhd").orElseThrow().at() + 12);
        Box stsd = find(file, trak, "mdia", "minf", "stbl", "stsd").orElseThrow();
        Box entry = boxes(file, stsd.at() + 8, stsd.until()).getFirst();
        long skipped = find(file, trak, "edts", "elst")
                .map(it -> (long) file.getInt(it.at() + 12))
                .orElse(0L);
        if (!entry.type().startsWith("avc")) {
            return new Track(timescale, entry.type(), Optional.empty(), "", file.getShort(entry.at() + 16), skipped);
        }
        Box avcC = boxes(file, entry.at() + 78, entry.until()).getFirst();
        byte[] profile = new byte[3];
        file.get(avcC.at() + 1, profile);
        return new Track(
                timescale,
                entry.type(),
                Optional.of(HexFormat.of().withUpperCase().formatHex(profile)),
                file.getShort(entry.at() + 24) + "x" + file.getShort(entry.at() + 26),
                0,
                skipped);
    }

    static Segment segment(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        List<Box> boxes = boxes(file, 0, bytes.length);
        List<Sample> samples = new ArrayList<>();
        long decodeTicks = -1;
        long expected = -1;
        for (int i = 0; i < boxes.size(); i++) {
            Box moof = boxes.get(i);
            if (!moof.type().equals("moof")) {
                continue;
            }
            if (i + 1 == boxes.size() || !boxes.get(i + 1).type().equals("mdat")) {
                throw new IllegalArgumentException("no mdat after a moof");
            }
            long decode =
                    file.getLong(find(file, moof, "traf", "tfdt").orElseThrow().at() + 4);
            if (expected >= 0 && decode != expected) {
                throw new IllegalArgumentException("a chunk decodes at " + decode + " instead of " + expected);
            }
            decodeTicks = decodeTicks < 0 ? decode : decodeTicks;
            Box trun = find(file, moof, "traf", "trun").orElseThrow();
            expected = decode + samples(file, moof, trun, boxes.get(i + 1).until(), samples);
        }
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no samples");
        }
        return new Segment(boxes.getFirst().type(), decodeTicks, List.copyOf(samples));
    }

    /** Adds the samples of a run, and returns their duration. */
    private static long samples(ByteBuffer file, Box moof, Box trun, int mediaUntil, List<Sample> samples) {
        int flags = file.getInt(trun.at()) & 0xFFFFFF;
        int count = file.getInt(trun.at() + 4);
        int data = moof.at() - 8 + file.getInt(trun.at() + 8);
        int at = trun.at() + 12;
        long ticks = 0;
        for (int i = 0; i < count; i++) {
            int duration = file.getInt(at);
            int size = file.getInt(at + 4);
            boolean sync = (flags & 0x400) == 0 || (file.getInt(at + 8) & NON_SYNC) == 0;
            at += 4 * Integer.bitCount(flags & 0xF00);
            samples.add(new Sample(duration, sync, file.slice(data, size)));
            data += size;
            ticks += duration;
        }
        if (data != mediaUntil) {
            throw new IllegalArgumentException("the samples end at " + data + ", their mdat at " + mediaUntil);
        }
        return ticks;
    }
}
