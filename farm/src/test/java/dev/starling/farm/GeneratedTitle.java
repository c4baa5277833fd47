package dev.starling.farm;

import dev.starling.film.MediaWriter;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Plane;
import dev.starling.libav.Ratio;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A small title with motion, texture, grain, a cut to another scene, and a tone: a file of lossless H.264 and PCM, the
 * same samples on every machine.
 *
 * @param width of the pictures
 * @param height of the pictures
 * @param picturesPerSecond constant
 * @param pictures in all
 * @param cutAt the picture at which the second scene starts
 * @param channels of the tone; 0 for silence
 */
public record GeneratedTitle(int width, int height, int picturesPerSecond, int pictures, int cutAt, int channels) {
    private static final int TICKS = 90_000;
    private static final int SAMPLE_RATE = 48_000;

    /** 2.2 s in two clips, of which two sizes at three qualities are made in about a second. */
    public static final GeneratedTitle SMALL = new GeneratedTitle(320, 180, 10, 22, 12, 2);

    /** Writes the file. */
    public Path write(Path file) {
        int ticks = TICKS / picturesPerSecond;
        int samples = SAMPLE_RATE / picturesPerSecond;
        FrameSize size = new FrameSize(width, height);
        Ratio rate = new Ratio(picturesPerSecond, 1);
        try (MediaWriter writer = channels == 0
                ? MediaWriter.lossless(file, size, rate)
                : MediaWriter.lossless(file, size, rate, SAMPLE_RATE, channels)) {
            for (int i = 0; i < pictures; i++) {
                try (Frame frame = Frame.allocate(width, height, Colour.BT601, (long) i * ticks, ticks)) {
                    paint(frame, i);
                    writer.write(frame);
                }
                if (channels > 0) {
                    writer.write(tone(i * samples, samples));
                }
            }
            writer.finish();
        }
        return file;
    }

    private void paint(Frame frame, int picture) {
        int scene = picture < cutAt ? 1 : 2;
        SplittableRandom grain = new SplittableRandom(picture);
        // One camera move over one surface: what follows is where it was, three samples on and one down.
        paint(frame.luma(), (x, y) -> {
            int u = x + 3 * picture;
            int v = y + picture;
            double texture = Math.sin(u * 0.11 * scene) * Math.cos(v * 0.07) + 0.5 * Math.sin(u * 0.31 + v * 0.23);
            boolean stripe = (u / 16 + v / 16) % 5 == 0;
            return 70 + 40 * scene + (int) (30 * texture) + (stripe ? 20 : 0) + grain.nextInt(-1, 2);
        });
        paint(frame.cb(), (x, y) -> 128 + 20 * (scene - 1) + (int) (10 * Math.sin(y * 0.1)));
        paint(frame.cr(), (x, y) -> 128 - 20 * (scene - 1) + (int) (10 * Math.cos(x * 0.1)));
    }

    private interface Sample {
        int at(int x, int y);
    }

    private static void paint(Plane plane, Sample sample) {
        for (int y = 0; y < plane.height(); y++) {
            for (int x = 0; x < plane.width(); x++) {
                plane.samples().set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, (byte)
                        Math.clamp(sample.at(x, y), 16, 235));
            }
        }
    }

    private float[] tone(int from, int count) {
        float[] samples = new float[count * channels];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * 440 * (from + i / channels) / SAMPLE_RATE));
        }
        return samples;
    }
}
