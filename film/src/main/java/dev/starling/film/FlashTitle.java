package dev.starling.film;

import dev.starling.film.MediaWriter.Spec;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Natives;
import dev.starling.libav.Plane;
import dev.starling.libav.Ratio;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A title that shows whether pictures and sound are in step: dark pictures with white flashes, and silence with tones
 * of 1 kHz that start when flashes do, for {@value #FLASH_SECONDS} s, half a second after each second.
 *
 * @param spec the format of the file; it has an audio track
 * @param pictures how many there are
 * @param soundSeconds the length of the sound
 */
public record FlashTitle(Spec spec, int pictures, double soundSeconds) {
    static final double FLASH_SECONDS = 0.1;
    private static final double FIRST_FLASH_SECONDS = 0.5;
    private static final double TONE_HERTZ = 1000;
    private static final float TONE_LEVEL = 0.5f;
    private static final byte DARK = 40;
    private static final byte WHITE = (byte) 235;
    private static final byte GREY = (byte) 128;

    /** The length of the pictures in seconds. */
    public double pictureSeconds() {
        return pictures / spec.video().frameRate().value();
    }

    /** How many flashes there are that last as long as they should. */
    public int flashes() {
        int count = 0;
        while (firstPicture(count) + flashPictures() <= pictures) {
            count++;
        }
        return count;
    }

    /** How many of the flashes have a tone that lasts as long as it should. */
    public int tones() {
        int count = 0;
        while (count < flashes() && startSeconds(count) + FLASH_SECONDS <= soundSeconds) {
            count++;
        }
        return count;
    }

    /** The number of a flash's first picture. */
    int firstPicture(int flash) {
        return (int) Math.ceil(
                (flash + FIRST_FLASH_SECONDS) * spec.video().frameRate().value() - 1e-6);
    }

    /** How many pictures a flash lasts. */
    int flashPictures() {
        return (int) Math.ceil(FLASH_SECONDS * spec.video().frameRate().value());
    }

    /** When a flash and its tone start. */
    double startSeconds(int flash) {
        return firstPicture(flash) / spec.video().frameRate().value();
    }

    private boolean isWhite(int picture) {
        double rate = spec.video().frameRate().value();
        int flash = (int) Math.floor(picture / rate - FIRST_FLASH_SECONDS + 1e-6);
        return flash >= 0
                && flash < flashes()
                && picture >= firstPicture(flash)
                && picture < firstPicture(flash) + flashPictures();
    }

    /** Writes the file. */
    public void write(Path path) {
        FrameSize size = spec.video().size();
        int rate = spec.audio().orElseThrow().sampleRate();
        long sample = 0;
        long samples = Math.round(soundSeconds * rate);
        try (MediaWriter writer = MediaWriter.open(path, spec, Colour.assumedFor(size))) {
            for (int i = 0; i < pictures; i++) {
                long start = ticks(i);
                try (Frame frame = Frame.allocate(
                        size.width(), size.height(), Colour.assumedFor(size), start, ticks(i + 1) - start)) {
                    fill(frame.luma(), isWhite(i) ? WHITE : DARK);
                    fill(frame.cb(), GREY);
                    fill(frame.cr(), GREY);
                    mark(frame.luma(), i);
                    writer.write(frame);
                }
                long until = Math.min(samples, ticks(i + 1) * rate / Natives.TICKS_PER_SECOND);
                writer.write(sound(sample, (int) (until - sample)));
                sample = until;
            }
            writer.write(sound(sample, (int) (samples - sample)));
            writer.finish();
        }
    }

    private long ticks(int picture) {
        Ratio rate = spec.video().frameRate();
        return (long) picture * Natives.TICKS_PER_SECOND * rate.denominator() / rate.numerator();
    }

    private static void fill(Plane plane, byte value) {
        plane.samples().fill(value);
    }

    /** A corner of other pictures, so that no two are alike. */
    private static void mark(Plane luma, int picture) {
        for (int x = 0; x < Math.min(8, luma.width()); x++) {
            luma.samples().set(ValueLayout.JAVA_BYTE, x, (picture >> x & 1) == 0 ? DARK : WHITE);
        }
    }

    private float[] sound(long from, int count) {
        int rate = spec.audio().orElseThrow().sampleRate();
        int channels = spec.audio().orElseThrow().channels();
        float[] all = new float[count * channels];
        for (int i = 0; i < count; i++) {
            double time = (double) (from + i) / rate;
            int flash = Math.max(0, (int) Math.floor(time - FIRST_FLASH_SECONDS));
            double sinceStart = time - startSeconds(flash);
            boolean loud = flash < tones() && sinceStart >= 0 && sinceStart < FLASH_SECONDS;
            float value = loud ? (float) (TONE_LEVEL * Math.sin(2 * Math.PI * TONE_HERTZ * sinceStart)) : 0;
            for (int channel = 0; channel < channels; channel++) {
                all[i * channels + channel] = value;
            }
        }
        return all;
    }
}
