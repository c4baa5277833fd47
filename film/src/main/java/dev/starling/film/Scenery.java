package dev.starling.film;

import dev.starling.film.Bird.Plumage;
import dev.starling.film.LakeShot.Birds;
import dev.starling.film.LakeShot.Camera;
import dev.starling.film.LakeShot.Landscape;
import dev.starling.film.Land.Outline;
import dev.starling.film.Land.Ridge;
import java.util.List;
import java.util.random.RandomGenerator;

/** The three shots of the sample title: colours, places and movements. All numbers were chosen by eye. */
final class Scenery {
    static final int SUNSET_PICTURES = 80;
    static final int FLIGHT_PICTURES = 65;
    private static final int DUSK_PICTURES = 80;

    private final RandomGenerator random;
    private final Texture large;
    private final Texture small;
    private final Texture waves;

    Scenery(RandomGenerator random) {
        this.random = random;
        this.large = Texture.fractal(random, 1024, 4, 7, 0.5f);
        this.small = Texture.fractal(random, 1024, 16, 6, 0.62f);
        this.waves = Texture.fractal(random, 512, 16, 5, 0.6f);
    }

    /** All shots in presentation order. */
    List<Shot> shots() {
        return List.of(sunset(), flight(), dusk());
    }

    private Shot sunset() {
        Rgb haze = new Rgb(0.95f, 0.46f, 0.24f);
        Sky sky = new Sky(
                new Sky.Look(
                        new Sky.Gradient(
                                new Rgb(0.05f, 0.10f, 0.27f),
                                new Rgb(0.34f, 0.27f, 0.36f),
                                new Rgb(1.25f, 0.52f, 0.20f)),
                        new Sky.Light(860, 330, 21, 0.95f, new Rgb(2.2f, 0.95f, 0.34f)),
                        new Sky.Clouds(new Rgb(1.25f, 0.52f, 0.30f), new Rgb(0.14f, 0.11f, 0.19f), 0.15f, 26)),
                large,
                small);
        Land land = new Land(
                List.of(
                        new Ridge(new Rgb(0.42f, 0.24f, 0.25f), new Outline(62, 26, 0, 0.5f), 0.3f, 40),
                        new Ridge(new Rgb(0.19f, 0.12f, 0.16f), new Outline(36, 15, 1.2f, 0.9f), 0.45f, 300),
                        new Ridge(new Rgb(0.045f, 0.032f, 0.045f), new Outline(13, 6, 4.5f, 1.3f), 0.7f, 620)),
                haze.times(0.62f),
                small);
        Lake lake = new Lake(new Rgb(0.018f, 0.03f, 0.05f), haze.times(0.8f), 0.3f, waves, small);
        Flock flock = new Flock(random, 2300, 160, SUNSET_PICTURES, 80, new Flock.Leader() {
            @Override
            public void lead(double seconds, float[] place) {
                place[0] = 560 + 170 * Curves.wave(seconds / 7.5);
                place[1] = 205 + 50 * Curves.wave(seconds / 4.1 + 0.2);
                place[2] = 70 * Curves.wave(seconds / 5.3);
            }

            @Override
            public void hunt(double seconds, float[] place) {
                place[0] = 560 + 330 * Curves.wave(seconds / 3.7);
                place[1] = 205 + 60 * Curves.wave(seconds / 2.9 + 0.4);
                place[2] = 60 * Curves.wave(seconds / 3.1 + 0.1);
            }
        });
        Rgb dark = new Rgb(0.012f, 0.009f, 0.01f);
        List<Reeds> reeds = List.of(
                new Reeds(random, 110, 150, dark.times(1.8f), 1.5f, 1.4f),
                new Reeds(random, 42, 330, dark, 2.6f, 4.5f));
        return new LakeShot(
                SUNSET_PICTURES,
                new Camera(432, 0, 14),
                new Landscape(sky, land, lake, reeds),
                new Birds(flock, new Rgb(0.03f, 0.022f, 0.028f), 3.5f));
    }

    private Shot flight() {
        Sky sky = new Sky(
                new Sky.Look(
                        new Sky.Gradient(
                                new Rgb(0.09f, 0.17f, 0.40f),
                                new Rgb(0.42f, 0.33f, 0.42f),
                                new Rgb(1.35f, 0.62f, 0.26f)),
                        new Sky.Light(420, 640, 0, 0.9f, new Rgb(2.1f, 0.92f, 0.36f)),
                        new Sky.Clouds(new Rgb(1.5f, 0.72f, 0.42f), new Rgb(0.20f, 0.17f, 0.27f), 0.0f, 60)),
                large,
                small);
        Land land = new Land(
                List.of(
                        new Ridge(new Rgb(0.24f, 0.15f, 0.18f), new Outline(40, 18, 1, 0.6f), 0.9f, 150),
                        new Ridge(new Rgb(0.05f, 0.035f, 0.05f), new Outline(10, 10, 4, 1.1f), 1.6f, 480)),
                new Rgb(0.75f, 0.36f, 0.2f),
                small);
        Flock flock = new Flock(random, 480, 140, FLIGHT_PICTURES, 40, new Flock.Leader() {
            @Override
            public void lead(double seconds, float[] place) {
                place[0] = 60 * Curves.wave(seconds / 6 + 0.1);
                place[1] = -4 + 18 * Curves.wave(seconds / 3.3);
                place[2] = 40 + 45 * Curves.wave(seconds / 4.7);
            }

            @Override
            public void hunt(double seconds, float[] place) {
                place[0] = 200 * Curves.wave(seconds / 2.6 + 0.3);
                place[1] = 40;
                place[2] = 30;
            }
        });
        return new FlightShot(
                FLIGHT_PICTURES,
                150,
                sky,
                land,
                flock,
                flock.followed(20),
                new Plumage(new Rgb(0.014f, 0.012f, 0.018f), new Rgb(0.05f, 0.033f, 0.034f)));
    }

    private Shot dusk() {
        Rgb haze = new Rgb(0.30f, 0.27f, 0.40f);
        Sky sky = new Sky(
                new Sky.Look(
                        new Sky.Gradient(
                                new Rgb(0.018f, 0.035f, 0.115f),
                                new Rgb(0.10f, 0.11f, 0.25f),
                                new Rgb(0.62f, 0.33f, 0.30f)),
                        new Sky.Light(330, 130, 25, 0.42f, new Rgb(0.75f, 0.72f, 0.68f)),
                        new Sky.Clouds(new Rgb(0.34f, 0.23f, 0.30f), new Rgb(0.05f, 0.05f, 0.10f), 0.35f, 16)),
                large,
                waves);
        Land land = new Land(
                List.of(
                        new Ridge(new Rgb(0.13f, 0.11f, 0.19f), new Outline(90, 34, 0, 0.35f), 0.25f, 210),
                        new Ridge(new Rgb(0.06f, 0.055f, 0.10f), new Outline(48, 17, 1.5f, 0.8f), 0.5f, 710),
                        new Ridge(new Rgb(0.017f, 0.018f, 0.032f), new Outline(16, 8, 5, 1.2f), 0.8f, 90)),
                haze.times(0.7f),
                small);
        Lake lake = new Lake(new Rgb(0.010f, 0.018f, 0.04f), haze, 0.8f, waves, small);
        Flock flock = new Flock(random, 2000, 130, DUSK_PICTURES, 90, new Flock.Leader() {
            @Override
            public void lead(double seconds, float[] place) {
                place[0] = 760 + 120 * Curves.wave(seconds / 6.0 + 0.6);
                place[1] = 190 + 34 * (float) Math.max(0, seconds);
                place[2] = 60 * Curves.wave(seconds / 4.0);
            }

            @Override
            public void hunt(double seconds, float[] place) {
                place[0] = 760 + 300 * Curves.wave(seconds / 3.9 + 0.5);
                place[1] = 190 + 60 * Curves.wave(seconds / 2.3);
                place[2] = 50 * Curves.wave(seconds / 2.7 + 0.3);
            }
        });
        Rgb dark = new Rgb(0.006f, 0.007f, 0.012f);
        List<Reeds> reeds = List.of(
                new Reeds(random, 130, 130, dark.times(2.2f), 1.3f, 1.3f),
                new Reeds(random, 70, 240, dark.times(1.4f), 2.0f, 2.4f),
                new Reeds(random, 36, 460, dark, 3.6f, 7));
        return new LakeShot(
                DUSK_PICTURES,
                new Camera(470, 240, -42),
                new Landscape(sky, land, lake, reeds),
                new Birds(flock, new Rgb(0.012f, 0.012f, 0.02f), 3.3f));
    }
}
