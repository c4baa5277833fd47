package dev.starling.swarm.profile;

/** A video coding standard, and so the encoder that makes it. */
public enum Codec {
    /** ITU-T H.264 | ISO/IEC 14496-10, by libx264. */
    H264
}
