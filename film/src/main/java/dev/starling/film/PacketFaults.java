package dev.starling.film;

import dev.starling.film.PesPacket.Medium;
import dev.starling.libav.Natives;
import dev.starling.libav.Ratio;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Faults of a recording's packets: some are lost, and some pictures have an old time, or one far ahead.
 *
 * @param bursts packets that are lost
 * @param stamps pictures whose presentation time is wrong
 */
public record PacketFaults(List<Burst> bursts, List<WrongStamp> stamps) {
    /** Nothing is wrong. */
    public static final PacketFaults NONE = new PacketFaults(List.of(), List.of());

    private static final int MAX_BURSTS = 3;
    private static final int MAX_BURST_PACKETS = 12;
    private static final int MAX_WRONG_STAMPS = 3;
    private static final int MAX_PICTURES_BACK = 8;
    private static final int MIN_SECONDS_AHEAD = 2;
    private static final int MAX_SECONDS = 20;
    /** The first and the last pictures are whole. */
    private static final double FIRST_PLACE = 0.1;

    private static final double LAST_PLACE = 0.9;

    public PacketFaults {
        bursts = List.copyOf(bursts);
        stamps = List.copyOf(stamps);
    }

    /**
     * Packets that follow each other and are lost.
     *
     * @param place of the first one, as a share of the recording, 0 to 1
     * @param packets how many
     */
    public record Burst(double place, int packets) {}

    /**
     * A wrong presentation time.
     *
     * @param place of its picture among the pictures, as a share of them, 0 to 1
     * @param ticks what is added to its time, in 1/90000 s
     */
    public record WrongStamp(double place, long ticks) {}

    /** Draws faults of a recording with so many pictures per second: a lost packet or a wrong time at least. */
    static PacketFaults of(RandomGenerator random, Ratio pictureRate) {
        List<Burst> bursts = new ArrayList<>();
        for (int left = random.nextInt(MAX_BURSTS + 1); left > 0; left--) {
            bursts.add(new Burst(random.nextDouble(FIRST_PLACE, LAST_PLACE), random.nextInt(1, MAX_BURST_PACKETS + 1)));
        }
        List<WrongStamp> stamps = new ArrayList<>();
        double picture = Natives.TICKS_PER_SECOND / pictureRate.value();
        for (int left = random.nextInt(bursts.isEmpty() ? 1 : 0, MAX_WRONG_STAMPS + 1); left > 0; left--) {
            long ticks = switch (random.nextInt(4)) {
                case 0 -> -random.nextLong(1, MAX_SECONDS * Natives.TICKS_PER_SECOND);
                case 1 ->
                    random.nextLong(
                            MIN_SECONDS_AHEAD * Natives.TICKS_PER_SECOND, MAX_SECONDS * Natives.TICKS_PER_SECOND);
                default -> -Math.round(random.nextInt(1, MAX_PICTURES_BACK + 1) * picture);
            };
            stamps.add(new WrongStamp(random.nextDouble(FIRST_PLACE, LAST_PLACE), ticks));
        }
        return new PacketFaults(bursts, stamps);
    }

    /** The packets of a recording that are lost. */
    BitSet lost(TransportStream recording) {
        BitSet lost = new BitSet();
        for (Burst burst : bursts) {
            int first = (int) (burst.place() * recording.packets());
            lost.set(first, Math.min(recording.packets(), first + burst.packets()));
        }
        return lost;
    }

    /** A recording with these faults. */
    TransportStream in(TransportStream recording) {
        List<PesPacket> pictures = recording.pesPackets().stream()
                .filter(it -> it.medium() == Medium.PICTURES)
                .toList();
        TransportStream stamped = recording;
        for (WrongStamp stamp : stamps) {
            PesPacket picture = pictures.get((int) (stamp.place() * pictures.size()));
            stamped = stamped.presentedLater(picture.packets().getFirst(), stamp.ticks());
        }
        BitSet lost = lost(recording);
        return stamped.without(lost::get);
    }
}
