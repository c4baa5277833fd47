package dev.starling.swarm.profile;

/** A video coding standard, with the encoder that Starling uses for it. */
public enum Codec {
    /** ITU-T H.264 | ISO/IEC 14496-10, encoded by libx264. */
    H264,
    /** ITU-T H.265 | ISO/IEC 23008-2, encoded by libx265. */
    HEVC,
    /** AV1 of the Alliance for Open Media, encoded by SVT-AV1. */
    AV1
}
