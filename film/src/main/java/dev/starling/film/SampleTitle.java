package dev.starling.film;

import dev.starling.film.Film.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The sample title of the demo: starlings over a lake at sunset, in three shots. Every sample is computed from a seed,
 * so all machines give the same samples. Any number of threads may paint pictures at the same time.
 */
public final class SampleTitle {
    /** Incremented whenever the samples change. */
    public static final int VERSION = 3;
    /** Luma samples in a row. */
    static final int WIDTH = 768;
    /** Rows of luma samples. */
    static final int HEIGHT = 432;
    /** Pictures per second. */
    static final int FRAMES_PER_SECOND = 25;

    private final long seed;
    private final List<Shot> shots;
    private final Film film;

    /** Prepares the scenery and computes the flight of the flocks; takes about a second. */
    public SampleTitle(long seed) {
        this.seed = seed;
        this.film = new Film(seed);
        this.shots = new Scenery(new SplittableRandom(seed)).shots();
    }

    /** The number of pictures. */
    public int frames() {
        return shots.stream().mapToInt(Shot::pictures).sum();
    }

    /** The duration in seconds. */
    double seconds() {
        return (double) frames() / FRAMES_PER_SECOND;
    }

    /** The sound at 48 kHz: samples from −1 to 1, left and right alternating. */
    float[] sound() {
        List<Double> cuts = new ArrayList<>();
        int before = 0;
        for (Shot shot : shots) {
            cuts.add((double) before / FRAMES_PER_SECOND);
            before += shot.pictures();
        }
        return Soundtrack.play(new SplittableRandom(seed + 1), cuts, seconds());
    }

    /** A new painter, for one thread. */
    Painter painter() {
        return new Painter();
    }

    /** Paints pictures. One thread. */
    final class Painter {
        private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
        private final Canvas half = new Canvas(WIDTH / 2, HEIGHT / 2);

        private Painter() {}

        /** Paints picture {@code frame}, counted from 0. */
        void paint(int frame, Samples samples) {
            int picture = frame;
            for (Shot shot : shots) {
                if (picture < shot.pictures()) {
                    shot.paint(picture, canvas, half);
                    film.develop(canvas, frame, samples);
                    return;
                }
                picture -= shot.pictures();
            }
            throw new IndexOutOfBoundsException("picture " + frame + " of " + frames());
        }
    }
}
