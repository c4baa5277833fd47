package dev.starling.swarm.profile;

/** A video coding standard, and so the encoder that makes it. */
public enum Codec {
    /** ITU-T H.264 | ISO/IEC 14496-10, by libx264. */
    H264,
    /** ITU-T H.265 | ISO/IEC 23008-2, by libx265. */
    HEVC,
    /** AV1 of the Alliance for Open Media, by SVT-AV1. */
    AV1
}
