package dev.starling.media.decoding;

import dev.starling.media.Bytes;

/**
 * The AAC-LC stream that {@link AudioReader} makes.
 *
 * @param sampleRate 48000 or 44100 Hz
 * @param channels 1, 2, or 6 (5.1: front left, right, centre, low frequency, back left, right)
 * @param bitsPerSecond target bitrate
 * @param primingSamples samples before the first real one, which an edit list must skip
 * @param audioSpecificConfig AudioSpecificConfig of ISO/IEC 14496-3, 1.6.2.1, for the {@code esds} box
 */
public record AudioFormat(
        int sampleRate, int channels, int bitsPerSecond, int primingSamples, Bytes audioSpecificConfig) {
    /** Samples per channel in every frame. */
    public static final int SAMPLES_PER_FRAME = 1024;

    /** The codec string of RFC 6381: MPEG-4 audio, object type AAC-LC. */
    public static final String CODECS = "mp4a.40.2";
}
