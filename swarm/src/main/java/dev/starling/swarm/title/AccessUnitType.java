package dev.starling.swarm.title;

/** The type of an access unit. */
public enum AccessUnitType {
    /** An IDR picture: decoding can start here. */
    IDR,
    /** An intra picture that is not IDR. */
    I,
    /** A picture predicted from earlier ones. */
    P,
    /** A bipredicted picture; a reference if its {@code nal_ref_idc} is above 0. */
    B,
    /** A frame of audio, which is decodable by itself. */
    AUDIO
}
