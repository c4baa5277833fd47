package dev.starling.media.decoding;

/**
 * What could not be decoded of a stream.
 *
 * @param packets of the stream: of pictures in the whole file, of sound so far
 * @param undecodable packets that gave nothing
 * @param concealed pictures or audio frames with parts that could not be decoded
 */
public record DecodingDamage(long packets, long undecodable, long concealed) {
    /** Nothing is damaged, as far as is known. */
    public static final DecodingDamage NONE = new DecodingDamage(0, 0, 0);

    /** Packets that are damaged in whole or in part. */
    public long damaged() {
        return undecodable + concealed;
    }
}
