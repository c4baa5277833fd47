package dev.starling.media;

import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Plane;
import dev.starling.media.clip.SourceClip;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Pictures with texture, motion and grain: a function of scene and picture number, the same on every machine. */
public final class GeneratedPictures {
    private GeneratedPictures() {}

    /** One picture of an endless scene. Each scene number looks different; the pictures move to the right. */
    public static Frame picture(int width, int height, int scene, int number, long time, long duration) {
        Frame frame = Frame.allocate(width, height, Colour.assumedFor(new FrameSize(width, height)), time, duration);
        paint(frame, scene, number);
        return frame;
    }

    static void paint(Frame frame, int scene, int number) {
        SplittableRandom look = new SplittableRandom(0x5ca1ab1eL + scene);
        double xWave = look.nextDouble(0.02, 0.2);
        double yWave = look.nextDouble(0.02, 0.2);
        int base = look.nextInt(70, 170);
        int cb = look.nextInt(90, 166);
        int cr = look.nextInt(90, 166);
        int size = Math.max(8, frame.height() / 4);
        int discX = (number * 5 + look.nextInt(frame.width())) % (frame.width() + size) - size / 2;
        int discY = look.nextInt(frame.height());
        SplittableRandom grain = new SplittableRandom(31L * scene + number);
        Plane luma = frame.luma();
        for (int y = 0; y < luma.height(); y++) {
            for (int x = 0; x < luma.width(); x++) {
                double wave = Math.sin((x - 2.0 * number) * xWave) * Math.cos(y * yWave + scene);
                boolean inDisc = (x - discX) * (x - discX) + (y - discY) * (y - discY) < size * size / 4;
                int sample = (int) (base + 45 * wave) + (inDisc ? 50 : 0) + grain.nextInt(-4, 5);
                set(luma, x, y, sample);
            }
        }
        fill(frame.cb(), cb, number);
        fill(frame.cr(), cr, -number);
    }

    private static void fill(Plane plane, int base, int number) {
        for (int y = 0; y < plane.height(); y++) {
            for (int x = 0; x < plane.width(); x++) {
                set(plane, x, y, base + (int) (12 * Math.sin((x + y + number) * 0.1)));
            }
        }
    }

    /** Sets all samples of a plane to one value. */
    public static void flood(Plane plane, int value) {
        for (int y = 0; y < plane.height(); y++) {
            plane.samples().asSlice(y * plane.strideBytes(), plane.width()).fill((byte) value);
        }
    }

    public static void set(Plane plane, int x, int y, int sample) {
        plane.samples().set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, (byte) Math.clamp(sample, 16, 235));
    }

    public static int sample(Plane plane, int x, int y) {
        return plane.samples().get(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x) & 0xff;
    }

    /** A clip of scenes of {@code picturesPerScene} pictures, at 25 pictures per second. */
    public static SourceClip clip(int width, int height, int pictures, int picturesPerScene) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            frames.add(picture(width, height, i / picturesPerScene, i, i * 3600L, 3600));
        }
        return SourceClip.of(0, frames);
    }

    /** PSNR of luma in dB, infinite for equal planes. */
    public static double psnr(Frame a, Frame b) {
        Plane first = a.luma();
        Plane second = b.luma();
        double sum = 0;
        for (int y = 0; y < first.height(); y++) {
            for (int x = 0; x < first.width(); x++) {
                int difference = sample(first, x, y) - sample(second, x, y);
                sum += difference * difference;
            }
        }
        return 10 * Math.log10(255.0 * 255.0 * first.width() * first.height() / sum);
    }
}
