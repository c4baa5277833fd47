package dev.starling.media.decoding;

/**
 * What could not be decoded of a stream.
 *
 * @param packets of the stream: of pictures in the whole file, of sound so far
 * @param undecodable packets that gave nothing
 * @param concealed pictures or audio frames with parts that could not be decoded
 * @param missing pictures or frames of sound that are missing between the packets, in the whole file, as far as stamps
 *     and index tell
 */
public record DecodingDamage(long packets, long undecodable, long concealed, long missing) {
    /** Packets that are missing, or damaged in whole or in part. */
    public long damaged() {
        return undecodable + concealed + missing;
    }
}
