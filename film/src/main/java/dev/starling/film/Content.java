package dev.starling.film;

import dev.starling.film.PesPacket.Medium;
import dev.starling.libav.Natives;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a broken title should give.
 *
 * @param pictures how many were recorded
 * @param wholePictures how many have all their packets
 * @param marks the flashes and tones
 */
public record Content(int pictures, int wholePictures, Marks marks) {
    static final Content NONE = new Content(0, 0, new Marks(0, 0, 0));

    /**
     * Flashes and tones.
     *
     * @param flashes how many flashes were recorded
     * @param tones how many tones: fewer than flashes where sound ends early
     * @param wholePairs how many flashes and their tones are not touched by lost packets
     */
    public record Marks(int flashes, int tones, int wholePairs) {}

    /** Sound is not whole if packets are lost so near to it: codecs overlap frames. */
    private static final double MARGIN_SECONDS = 0.15;

    /** That of a recording, some packets of which are lost. */
    static Content of(FlashTitle title, TransportStream recording, BitSet lost) {
        List<PesPacket> all = recording.pesPackets();
        List<PesPacket> pictures = ofMedium(all, Medium.PICTURES);
        BitSet damaged = damagedPictures(pictures, lost);
        long origin =
                pictures.stream().mapToLong(PesPacket::presentationTime).min().orElseThrow();
        BitSet damagedSound = new BitSet();
        List<PesPacket> sound = ofMedium(all, Medium.SOUND);
        for (int i = 0; i < sound.size(); i++) {
            if (isHit(sound.get(i), lost)) {
                damagedSound.set(Math.max(0, i - 1), i + 2);
            }
        }
        int wholePairs = 0;
        for (int flash = 0; flash < title.tones(); flash++) {
            int first = title.firstPicture(flash);
            int next = damaged.nextSetBit(Math.max(0, first - 1));
            double start = title.startSeconds(flash);
            boolean toneIsWhole = damagedSound.stream().noneMatch(i -> {
                double from = seconds(sound.get(i), origin);
                double until = i + 1 < sound.size() ? seconds(sound.get(i + 1), origin) : title.soundSeconds();
                return from < start + FlashTitle.FLASH_SECONDS + MARGIN_SECONDS && until > start - MARGIN_SECONDS;
            });
            wholePairs += toneIsWhole && (next < 0 || next > first + title.flashPictures()) ? 1 : 0;
        }
        int hit = (int) pictures.stream().filter(it -> isHit(it, lost)).count();
        Marks marks = new Marks(title.flashes(), title.tones(), wholePairs);
        return new Content(title.pictures(), title.pictures() - hit, marks);
    }

    private static List<PesPacket> ofMedium(List<PesPacket> all, Medium medium) {
        return all.stream().filter(it -> it.medium() == medium).toList();
    }

    private static boolean isHit(PesPacket packet, BitSet lost) {
        return packet.packets().stream().anyMatch(lost::get);
    }

    private static double seconds(PesPacket packet, long origin) {
        return (packet.presentationTime() - origin) / (double) Natives.TICKS_PER_SECOND;
    }

    /** The numbers, in the order of presentation, of pictures that are hit or refer to one that is. */
    private static BitSet damagedPictures(List<PesPacket> pictures, BitSet lost) {
        IntPredicate hit = i -> i < pictures.size() && isHit(pictures.get(i), lost);
        List<Integer> shown = IntStream.range(0, pictures.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> pictures.get(i).presentationTime()))
                .toList();
        BitSet damaged = new BitSet();
        boolean inDamagedGop = false;
        for (int i = 0; i < pictures.size(); i++) {
            inDamagedGop &= !pictures.get(i).randomAccess();
            // What is left of the next picture is taken for a part of this one.
            inDamagedGop |= hit.test(i) || hit.test(i + 1);
            if (inDamagedGop) {
                damaged.set(shown.indexOf(i));
            }
        }
        return damaged;
    }

    /** The content of both. */
    Content plus(Content other) {
        return new Content(
                pictures + other.pictures,
                wholePictures + other.wholePictures,
                new Marks(
                        marks.flashes() + other.marks.flashes(),
                        marks.tones() + other.marks.tones(),
                        marks.wholePairs() + other.marks.wholePairs()));
    }
}
