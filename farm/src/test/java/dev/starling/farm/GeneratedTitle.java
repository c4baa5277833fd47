package dev.starling.farm;

import dev.starling.film.MediaWriter;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Plane;
import dev.starling.libav.Ratio;
import dev.starling.swarm.profile.PictureSize;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A small title with motion, texture, grain, a cut to another scene, and a tone: a file of lossless H.264 and PCM, the
 * same samples on every machine.
 *
 * @param size of the pictures
 * @param picturesPerSecond constant
 * @param firstScene the pictures before the cut
 * @param secondScene the pictures after it
 * @param channels of the tone; 0 for silence
 */
public record GeneratedTitle(PictureSize size, int picturesPerSecond, int firstScene, int secondScene, int channels) {
    private static final int TICKS = 90_000;
    private static final int SAMPLE_RATE = 48_000;

    /** 2.2 s in two clips, of which two sizes at three qualities are made in about a second. */
    public static final GeneratedTitle SMALL =
            GeneratedTitle.sized(320, 180).at(10).scenes(12, 10).withTone(2);

    /** A silent title of one second. */
    public static GeneratedTitle sized(int width, int height) {
        return new GeneratedTitle(new PictureSize(width, height), 10, 5, 5, 0);
    }

    /** The same at another rate. */
    public GeneratedTitle at(int perSecond) {
        return new GeneratedTitle(size, perSecond, firstScene, secondScene, channels);
    }

    /** The same with scenes of other lengths, in pictures. */
    public GeneratedTitle scenes(int first, int second) {
        return new GeneratedTitle(size, picturesPerSecond, first, second, channels);
    }

    /** The same with a tone. */
    public GeneratedTitle withTone(int count) {
        return new GeneratedTitle(size, picturesPerSecond, firstScene, secondScene, count);
    }

    /** Writes the file. */
    public Path write(Path file) {
        int ticks = TICKS / picturesPerSecond;
        int samples = SAMPLE_RATE / picturesPerSecond;
        FrameSize frameSize = new FrameSize(size.width(), size.height());
        Ratio rate = new Ratio(picturesPerSecond, 1);
        try (MediaWriter writer = channels == 0
                ? MediaWriter.lossless(file, frameSize, rate)
                : MediaWriter.lossless(file, frameSize, rate, SAMPLE_RATE, channels)) {
            for (int i = 0; i < firstScene + secondScene; i++) {
                try (Frame frame = Frame.allocate(size.width(), size.height(), Colour.BT601, (long) i * ticks, ticks)) {
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
        int scene = picture < firstScene ? 1 : 2;
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
