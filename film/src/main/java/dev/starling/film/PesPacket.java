package dev.starling.film;

import java.util.List;

/**
 * A packet of a packetised elementary stream (ISO/IEC 13818-1, 2.4.3.6): a picture, or some frames of sound.
 *
 * @param medium what it carries
 * @param randomAccess whether decoding may start with it
 * @param presentationTime in 1/90000 s
 * @param packets the numbers of the transport stream's packets that carry it
 */
public record PesPacket(Medium medium, boolean randomAccess, long presentationTime, List<Integer> packets) {
    /** What a stream carries. */
    public enum Medium {
        PICTURES,
        SOUND
    }

    public PesPacket {
        packets = List.copyOf(packets);
    }
}
