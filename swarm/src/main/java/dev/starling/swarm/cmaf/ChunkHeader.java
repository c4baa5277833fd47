package dev.starling.swarm.cmaf;

import java.util.List;

/**
 * The header of a CMAF chunk (ISO/IEC 23000-19, 7.3.2.3): {@code moof} and the header of {@code mdat}. The caller sends
 * the sample data after it, without copying.
 */
public final class ChunkHeader {
    /** {@code tfhd}: default-base-is-moof (ISO/IEC 14496-12, 8.8.7). */
    private static final int DEFAULT_BASE_IS_MOOF = 0x020000;
    /** {@code trun}: data offset, and for each sample duration, size, flags and composition offset (8.8.8). */
    private static final int TRUN_FLAGS = 0x000001 | 0x000100 | 0x000200 | 0x000400 | 0x000800;
    /** {@code sample_depends_on} = 2, no other sample: a sync sample (8.8.3.1). */
    private static final int SYNC_SAMPLE = 0x02000000;
    /** {@code sample_depends_on} = 1, {@code sample_is_non_sync_sample} = 1. */
    private static final int NON_SYNC_SAMPLE = 0x01010000;

    private static final int BYTES_PER_SAMPLE = 16;
    private static final int MDAT_HEADER_BYTES = 8;
    /** The boxes of {@link #of} without their samples. */
    private static final int BYTES_WITHOUT_SAMPLES = 96;

    private ChunkHeader() {}

    /**
     * The {@code styp} that may precede the first chunk of a segment (ISO/IEC 23000-19, 7.3.3.1; DASH requires
     * {@code msdh}).
     */
    public static byte[] segmentType() {
        Boxes out = new Boxes(24);
        return out.box("styp", () -> out.fourCc("msdh").u32(0).fourCc("msdh").fourCc("cmfs"))
                .toByteArray();
    }

    /**
     * One sample of a chunk.
     *
     * @param bytes its size
     * @param durationTicks until the next sample's decoding time, in the track's timescale
     * @param compositionOffsetTicks presentation time minus decoding time, may be negative
     * @param sync whether decoding can start here
     */
    public record Sample(int bytes, int durationTicks, int compositionOffsetTicks, boolean sync) {
        /** A sample at which decoding can start. */
        public static Sample sync(int bytes, int durationTicks, int compositionOffsetTicks) {
            return new Sample(bytes, durationTicks, compositionOffsetTicks, true);
        }

        /** A sample that depends on others. */
        public static Sample nonSync(int bytes, int durationTicks, int compositionOffsetTicks) {
            return new Sample(bytes, durationTicks, compositionOffsetTicks, false);
        }
    }

    /** The size of {@link #of} for a number of samples. */
    public static int bytes(int samples) {
        return BYTES_WITHOUT_SAMPLES + BYTES_PER_SAMPLE * samples;
    }

    /**
     * The bytes of a chunk before the data of its first sample.
     *
     * @param sequenceNumber the number of the chunk in its segment, from 1
     * @param baseMediaDecodeTime the decoding time of the first sample in ticks
     * @param samples in decoding order, at least one
     */
    public static byte[] of(int sequenceNumber, long baseMediaDecodeTime, List<Sample> samples) {
        Boxes out = new Boxes(bytes(samples.size()));
        int[] dataOffsetAt = new int[1];
        out.box("moof", () -> {
            out.fullBox("mfhd", 0, 0, () -> out.u32(sequenceNumber));
            out.box("traf", () -> {
                out.fullBox("tfhd", 0, DEFAULT_BASE_IS_MOOF, () -> out.u32(InitSegment.TRACK_ID));
                out.fullBox("tfdt", 1, 0, () -> out.u64(baseMediaDecodeTime));
                out.fullBox("trun", 1, TRUN_FLAGS, () -> {
                    out.u32(samples.size());
                    dataOffsetAt[0] = out.position();
                    out.u32(0);
                    for (Sample sample : samples) {
                        out.u32(sample.durationTicks());
                        out.u32(sample.bytes());
                        out.u32(sample.sync() ? SYNC_SAMPLE : NON_SYNC_SAMPLE);
                        out.u32(sample.compositionOffsetTicks());
                    }
                });
            });
        });
        out.patchU32(dataOffsetAt[0], out.position() + MDAT_HEADER_BYTES);
        long payload = samples.stream().mapToLong(Sample::bytes).sum();
        out.u32(MDAT_HEADER_BYTES + payload).fourCc("mdat");
        return out.toByteArray();
    }
}
