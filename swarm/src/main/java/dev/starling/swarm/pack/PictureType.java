package dev.starling.swarm.pack;

/** The type of an access unit. */
public enum PictureType {
    /** An IDR picture: decoding can start here, and a plan may go up. */
    IDR(0),
    /** An intra picture that is not IDR. */
    I(1),
    /** A picture predicted from earlier ones. */
    P(2),
    /** A picture predicted in two directions; a reference where {@code nal_ref_idc} is above 0. */
    B(3),
    /** A frame of audio, each decodable by itself. */
    AUDIO(4);

    /** Its number in a member file. */
    private final int code;

    PictureType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /**
     * The type of a number in a member file.
     *
     * @throws IllegalArgumentException if there is none
     */
    static PictureType ofCode(int code) {
        for (PictureType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown picture type " + code);
    }
}
