package dev.starling.media.decoding;

import dev.starling.libav.Bytes;

/**
 * One AAC frame of {@link AudioFormat#SAMPLES_PER_FRAME} samples.
 *
 * @param data a raw_data_block, without ADTS header: an ISO/IEC 14496-14 sample
 * @param firstSample its place in the title, in samples from presentation time 0. The first frame's is minus the
 *     priming samples; each is {@link AudioFormat#SAMPLES_PER_FRAME} after the one before
 */
public record AudioFrame(Bytes data, long firstSample) {}
