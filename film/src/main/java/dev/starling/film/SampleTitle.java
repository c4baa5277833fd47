package dev.starling.film;

import dev.starling.film.Film.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The sample title of the demo: starlings over a lake at sunset, in three shots. Every sample is computed from a seed,
 * the same on every machine; any number of threads may paint different pictures at once.
 */
public final class SampleTitle {
    /** Rises whenever its samples change. */
    public static final int VERSION = 3;
    /** Samples across. */
    static final int WIDTH = 768;
    /** Rows. */
    static final int HEIGHT = 432;
    /** Pictures a second. */
    static final int FRAMES_PER_SECOND = 25;

    private final long seed;
    private final List<Shot> shots;
    private final Film film;

    /** Prepares the scenery and flies the flocks; takes about a second. */
    public SampleTitle(long seed) {
        this.seed = seed;
        this.film = new Film(seed);
        this.shots = new Scenery(new SplittableRandom(seed)).shots();
    }

    /** How many pictures it has. */
    public int frames() {
        return shots.stream().mapToInt(Shot::pictures).sum();
    }

    /** How long it lasts, in seconds. */
    double seconds() {
        return (double) frames() / FRAMES_PER_SECOND;
    }

    /** Its sound, 48 kHz: samples between −1 and 1, left and right in turn. */
    float[] sound() {
        List<Double> cuts = new ArrayList<>();
        int before = 0;
        for (Shot shot : shots) {
            cuts.add((double) before / FRAMES_PER_SECOND);
            before += shot.pictures();
        }
        return Soundtrack.play(new SplittableRandom(seed + 1), cuts, seconds());
    }

    /** Paints pictures, one thread each. */
    Painter painter() {
        return new Painter();
    }

    /** Paints pictures; belongs to one thread. */
    final class Painter {
        private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
        private final Canvas half = new Canvas(WIDTH / 2, HEIGHT / 2);

        private Painter() {}

        /** Paints picture {@code frame}, from 0. */
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
            throw new IndexOutOfBoundsException("Picture " + frame + " of " + frames());
        }
    }
}
