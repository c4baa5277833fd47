package dev.starling.media.decoding;

import dev.starling.media.Bytes;

/**
 * One AAC frame of {@link AudioFormat#SAMPLES_PER_FRAME} samples.
 *
 * @param stream the index of its stream in {@link AudioReader#formats}
 * @param data raw_data_block() without ADTS header: a sample of ISO/IEC 14496-14
 * @param firstSample number of its first sample, counted from presentation time 0. The first frame of a stream starts
 *     at minus the priming samples, each other {@link AudioFormat#SAMPLES_PER_FRAME} after the one before
 */
public record AudioFrame(int stream, Bytes data, long firstSample) {}
