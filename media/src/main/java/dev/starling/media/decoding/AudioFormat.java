package dev.starling.media.decoding;

import dev.starling.media.Bytes;

/**
 * One AAC-LC stream of those that {@link AudioReader} gives.
 *
 * @param origin where its frames come from
 * @param layout the channels
 * @param sampleRate 48000 or 44100 Hz
 * @param bitsPerSecond target bitrate, or the mean of a copied stream
 * @param primingSamples samples before the first real one, which an edit list must skip
 * @param audioSpecificConfig AudioSpecificConfig of ISO/IEC 14496-3, 1.6.2.1, for the {@code esds} box
 * @param silence a frame of silence that may follow any other, raw_data_block()
 */
public record AudioFormat(
        Origin origin,
        ChannelLayout layout,
        int sampleRate,
        int bitsPerSecond,
        int primingSamples,
        Bytes audioSpecificConfig,
        Bytes silence) {
    /** Samples per channel in every frame. */
    public static final int SAMPLES_PER_FRAME = 1024;

    /** The codec string of RFC 6381: MPEG-4 audio, object type AAC-LC. */
    public static final String CODECS = "mp4a.40.2";

    /** Where frames come from. */
    public enum Origin {
        /** They are the source's own. */
        COPIED,
        /** They were encoded from the source's decoded sound. */
        ENCODED
    }
}
