package dev.starling.farm;

/** The phases of an encode, in the order in which they begin. Most run side by side, clip by clip. */
public enum Phase {
    /** Opening the input and hashing it for its content address. */
    PROBE,
    /** Decoding, and dividing into clips. */
    ANALYSE,
    /** Encoding the members. */
    ENCODE,
    /** Measuring their quality. */
    MEASURE,
    /** Encoding the tails of members, and measuring their quality and that of other blends. */
    TAILS,
    /** Copying or encoding the soundtracks. */
    AUDIO,
    /** Writing the package. */
    PACKAGE
}
