package dev.starling.media.decoding;

import java.util.Optional;

/**
 * The header of a frame of MPEG audio (ISO/IEC 11172-3, 2.4.1.3; ISO/IEC 13818-3, 2.4.2.3), layers I to III.
 *
 * @param format what the frames of a stream have in common: version, layer and sampling rate
 * @param frameBytes the length of the frame, with the header
 */
record MpegAudioHeader(int format, int frameBytes) {
    static final int BYTES = 4;

    /** Sync word, version, layer and sampling rate. */
    private static final int FORMAT = 0xfffe0c00;

    private static final int SYNC = 0xffe00000;
    private static final int MPEG_1 = 3;
    private static final int RESERVED_VERSION = 1;
    private static final int[] SAMPLING_RATES = {44_100, 48_000, 32_000};
    // spotless:off
    /** In kbit/s, by layer. */
    private static final int[][] BITRATES_OF_MPEG_1 = {
        {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {32, 48, 56,  64,  80,  96, 112, 128, 160, 192, 224, 256, 320, 384},
        {32, 40, 48,  56,  64,  80,  96, 112, 128, 160, 192, 224, 256, 320}};
    private static final int[][] BITRATES_OF_MPEG_2 = {
        {32, 48, 56,  64,  80,  96, 112, 128, 144, 160, 176, 192, 224, 256},
        { 8, 16, 24,  32,  40,  48,  56,  64,  80,  96, 112, 128, 144, 160},
        { 8, 16, 24,  32,  40,  48,  56,  64,  80,  96, 112, 128, 144, 160}};
    // spotless:on

    /** The header at a place; empty if there is none, or if the header does not tell the frame's length. */
    static Optional<MpegAudioHeader> at(byte[] bytes, int offset) {
        if (offset + BYTES > bytes.length) {
            return Optional.empty();
        }
        int header = (bytes[offset] & 0xff) << 24
                | (bytes[offset + 1] & 0xff) << 16
                | (bytes[offset + 2] & 0xff) << 8
                | (bytes[offset + 3] & 0xff);
        int version = header >> 19 & 3;
        int layer = 4 - (header >> 17 & 3);
        int bitrate = header >> 12 & 15;
        int rate = header >> 10 & 3;
        boolean valid = (header & SYNC) == SYNC
                && version != RESERVED_VERSION
                && layer <= 3
                && bitrate > 0
                && bitrate < 15
                && rate < SAMPLING_RATES.length;
        if (!valid) {
            return Optional.empty();
        }
        int padding = header >> 9 & 1;
        int bitsPerSecond =
                1000 * (version == MPEG_1 ? BITRATES_OF_MPEG_1 : BITRATES_OF_MPEG_2)[layer - 1][bitrate - 1];
        // MPEG-2 halves the rates, and MPEG-2.5 halves them again.
        int samplesPerSecond = SAMPLING_RATES[rate] >> (version == MPEG_1 ? 0 : version == 2 ? 1 : 2);
        int bytesOfFrame = layer == 1
                ? (12 * bitsPerSecond / samplesPerSecond + padding) * 4
                : (layer == 3 && version != MPEG_1 ? 72 : 144) * bitsPerSecond / samplesPerSecond + padding;
        return Optional.of(new MpegAudioHeader(header & FORMAT, bytesOfFrame));
    }
}
