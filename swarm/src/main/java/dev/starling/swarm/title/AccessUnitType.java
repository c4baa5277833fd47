package dev.starling.swarm.title;

/** The type of an access unit. */
public enum AccessUnitType {
    /** An IDR picture: decoding can start here, and a plan may go up. */
    IDR,
    /** An intra picture that is not IDR. */
    I,
    /** A picture predicted from earlier ones. */
    P,
    /** A picture predicted in two directions; a reference where {@code nal_ref_idc} is above 0. */
    B,
    /** A frame of audio, each decodable by itself. */
    AUDIO
}
