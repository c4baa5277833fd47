package dev.starling.media.decoding;

import dev.starling.media.Bytes;
import java.util.Optional;

/**
 * The configuration of an AAC-LC stream of 1024 samples a frame, as an AudioSpecificConfig or an ADTS header has it
 * (ISO/IEC 14496-3, 1.6.2.1 and 1.A.2.2).
 *
 * @param sampleRate 44100 or 48000 Hz
 * @param layout the channels
 */
record AacConfig(int sampleRate, ChannelLayout layout) {
    private static final int OBJECT_TYPE_LC = 2;
    private static final int INDEX_48_000 = 3;
    private static final int INDEX_44_100 = 4;
    /** {@code frameLengthFlag}, {@code dependsOnCoreCoder}, {@code extensionFlag}. */
    private static final int SPECIFIC_FLAGS = 0x7;

    private static final int ADTS_BYTES = 7;
    private static final int ADTS_CRC_BYTES = 2;

    /** Reads an AudioSpecificConfig; empty for any other kind of AAC. An extension after it is not read. */
    static Optional<AacConfig> ofSpecificConfig(byte[] config) {
        if (config.length < 2) {
            return Optional.empty();
        }
        int bits = (config[0] & 0xFF) << 8 | (config[1] & 0xFF);
        boolean plain = bits >> 11 == OBJECT_TYPE_LC && (bits & SPECIFIC_FLAGS) == 0;
        return plain ? of(bits >> 7 & 0xF, bits >> 3 & 0xF) : Optional.empty();
    }

    /** Reads the ADTS header before a frame; empty for any other kind of AAC, or none. */
    static Optional<AacConfig> ofAdts(byte[] frame) {
        boolean syncword = frame.length > ADTS_BYTES && (frame[0] & 0xFF) == 0xFF && (frame[1] & 0xF6) == 0xF0;
        if (!syncword) {
            return Optional.empty();
        }
        int profile = frame[2] >> 6 & 3;
        int blocksAfterTheFirst = frame[6] & 3;
        boolean plain = profile == OBJECT_TYPE_LC - 1 && blocksAfterTheFirst == 0;
        return plain ? of(frame[2] >> 2 & 0xF, (frame[2] & 1) << 2 | (frame[3] >> 6 & 3)) : Optional.empty();
    }

    /** The number of bytes before the raw_data_block of a frame in ADTS. */
    static int adtsBytes(byte[] frame) {
        boolean protectionAbsent = (frame[1] & 1) == 1;
        return protectionAbsent ? ADTS_BYTES : ADTS_BYTES + ADTS_CRC_BYTES;
    }

    private static Optional<AacConfig> of(int frequencyIndex, int channelConfiguration) {
        int rate = frequencyIndex == INDEX_48_000 ? 48_000 : frequencyIndex == INDEX_44_100 ? 44_100 : 0;
        return rate == 0
                ? Optional.empty()
                : ChannelLayout.ofConfiguration(channelConfiguration).map(layout -> new AacConfig(rate, layout));
    }

    /** The AudioSpecificConfig, the same for copied and encoded streams. */
    Bytes toSpecificConfig() {
        int index = sampleRate == 48_000 ? INDEX_48_000 : INDEX_44_100;
        int bits = OBJECT_TYPE_LC << 11 | index << 7 | layout.channels() << 3;
        return Bytes.adopt(new byte[] {(byte) (bits >> 8), (byte) bits});
    }
}
