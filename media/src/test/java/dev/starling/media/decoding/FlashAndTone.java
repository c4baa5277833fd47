package dev.starling.media.decoding;

import dev.starling.libav.Frame;
import dev.starling.media.GeneratedPictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a title of flashes and tones gives when it is read: a flash is a white picture after a dark one, and a tone
 * starts at the same moment.
 *
 * @param pictures how many there are
 * @param undecodable packets of pictures that gave nothing
 * @param missing pictures that are missing between packets, as far as stamps tell
 * @param flashes when each flash starts, in seconds
 * @param tones when each tone starts, in seconds
 * @param pictureEnd the end of the last picture, in seconds
 * @param soundEnd the end of the last audio frame, in seconds
 */
record FlashAndTone(
        int pictures,
        long undecodable,
        long missing,
        List<Double> flashes,
        List<Double> tones,
        double pictureEnd,
        double soundEnd) {
    private static final double WHITE = 150;
    private static final double QUIET = 0.02;
    private static final double WINDOW_SECONDS = 0.001;
    /** Sound of less is what AAC adds before and after a tone. */
    private static final double MIN_PAUSE_SECONDS = 0.2;

    static FlashAndTone of(Path path) throws IOException {
        List<Double> flashes = new ArrayList<>();
        int pictures = 0;
        double end = 0;
        boolean white = false;
        DecodingDamage damage;
        long origin;
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            origin = reader.origin();
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    boolean now = GeneratedPictures.sample(frame.luma(), frame.width() / 2, frame.height() / 2) > WHITE;
                    if (now && !white) {
                        flashes.add(frame.presentationTime() / 90_000.0);
                    }
                    white = now;
                    pictures++;
                    end = (frame.presentationTime() + frame.duration()) / 90_000.0;
                }
            }
            damage = reader.damage();
        }
        DecodedSound sound = DecodedSound.all(path, 0, origin).getLast();
        float[] samples = sound.samples();
        int rate = sound.format().sampleRate();
        List<Double> tones = new ArrayList<>();
        int window = (int) (WINDOW_SECONDS * rate);
        double lastLoud = -1;
        for (int i = 0; i + window <= samples.length; i += window) {
            float peak = 0;
            for (int j = i; j < i + window; j++) {
                peak = Math.max(peak, Math.abs(samples[j]));
            }
            if (peak > QUIET) {
                double time = (double) i / rate;
                if (lastLoud < 0 || time - lastLoud > MIN_PAUSE_SECONDS) {
                    tones.add(time);
                }
                lastLoud = time;
            }
        }
        return new FlashAndTone(
                pictures, damage.undecodable(), damage.missing(), flashes, tones, end, (double) samples.length / rate);
    }

    /** How many tones start within some time of a flash. */
    int tonesAtFlashes(double seconds) {
        return (int) tones.stream()
                .filter(tone -> flashes.stream().anyMatch(flash -> Math.abs(flash - tone) <= seconds))
                .count();
    }
}
