package dev.starling.farm.encode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What is wrong with an input.
 *
 * @param pictures packets of the video stream
 * @param damagedPictures packets that gave nothing, or a picture with parts that could not be decoded, or are missing
 * @param damagedSound such packets of the soundtracks
 * @param guessedTimes pictures whose time the file does not tell, or whose clock stands still
 * @param pictureEndSeconds when the last decoded picture ends
 * @param missingEndSeconds by how much the last picture in the file would end later
 * @param soundEndSeconds when the main soundtrack ends; empty if there is none
 */
public record Damage(
        long pictures,
        long damagedPictures,
        long damagedSound,
        long guessedTimes,
        double pictureEndSeconds,
        double missingEndSeconds,
        OptionalDouble soundEndSeconds) {
    /** Tracks end within this time of each other, and stamps are rounded. */
    static final double END_TOLERANCE_SECONDS = 0.5;

    /** Nothing that is worth a line: no packet is damaged, no time is guessed, and pictures and sound end together. */
    public boolean isNone() {
        return damagedPackets() == 0
                && guessedTimes == 0
                && !endIsMissing()
                && Math.abs(soundBeyondPictures()) < END_TOLERANCE_SECONDS;
    }

    /** How much later than the pictures the sound ends, in seconds: that much is cut. Negative if it ends earlier. */
    private double soundBeyondPictures() {
        return soundEndSeconds.isPresent() ? soundEndSeconds.getAsDouble() - pictureEndSeconds : 0;
    }

    /** The damaged packets of pictures and sound. */
    public long damagedPackets() {
        return damagedPictures + damagedSound;
    }

    /** Whether pictures at the end could not be decoded. */
    public boolean endIsMissing() {
        return missingEndSeconds > END_TOLERANCE_SECONDS;
    }

    /**
     * What there is to tell, for example {@code 3 packets damaged, 40 times guessed, picture ends at 80.00 s, sound at
     * 15.00 s}; where sound is cut, {@code picture ends at 2.00 s, sound at 5.00 s: 3.00 s of sound are cut}.
     */
    @Override
    public String toString() {
        List<String> clauses = new ArrayList<>();
        addCount(clauses, damagedPackets(), "packet", "damaged");
        addCount(clauses, guessedTimes, "time", "guessed");
        clauses.add(String.format(Locale.ROOT, "picture ends at %.2f s", pictureEndSeconds));
        soundEndSeconds.ifPresent(end -> clauses.add(String.format(Locale.ROOT, "sound at %.2f s", end)));
        String cut = soundBeyondPictures() >= END_TOLERANCE_SECONDS
                ? String.format(Locale.ROOT, ": %.2f s of sound are cut", soundBeyondPictures())
                : "";
        return String.join(", ", clauses) + cut;
    }

    private static void addCount(List<String> clauses, long count, String what, String fault) {
        if (count > 0) {
            clauses.add(count + " " + what + (count == 1 ? " " : "s ") + fault);
        }
    }
}
