package dev.starling.media.decoding;

import dev.starling.libav.Bytes;

/**
 * AAC-LC as {@link AudioReader} makes it.
 *
 * @param sampleRate 48000 or 44100 Hz
 * @param channels 1, 2, or 6 (5.1: front left, right, centre, low frequency, back left, right)
 * @param bitsPerSecond what the encoder aims at
 * @param primingSamples how many samples the encoder puts before the first real one: what an edit list must skip
 * @param audioSpecificConfig ISO/IEC 14496-3, 1.6.2.1: what goes into the {@code esds} box
 */
public record AudioFormat(
        int sampleRate, int channels, int bitsPerSecond, int primingSamples, Bytes audioSpecificConfig) {
    /** Samples a channel in every frame. */
    public static final int SAMPLES_PER_FRAME = 1024;

    /** RFC 6381: MPEG-4 audio, object type AAC-LC. */
    public static final String CODECS = "mp4a.40.2";
}
