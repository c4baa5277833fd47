package dev.starling.film;

import dev.starling.film.Bird.Plumage;
import java.util.List;

/** The flock over a lake between hills, seen from the reeds on its shore. */
record LakeShot(int pictures, Camera camera, Landscape landscape, Birds birds) implements Shot {
    /** Distance of the camera from z = 0 of the flock's space, in units. */
    private static final float DISTANCE = 600;

    /**
     * The camera's view. Lengths are in units.
     *
     * @param horizon start of the water, from the top
     * @param panFrom direction at the start, to the right
     * @param panPerSecond turn per second, to the right
     */
    record Camera(int horizon, float panFrom, float panPerSecond) {}

    /**
     * Everything but the birds.
     *
     * @param reeds rows of reeds, the nearest last
     */
    record Landscape(Sky sky, Land land, Lake lake, List<Reeds> reeds) {}

    /**
     * The birds.
     *
     * @param halfSpan length of a wing in the middle of the flock, in units
     */
    record Birds(Flock flock, Rgb colour, float halfSpan) {}

    @Override
    public void paint(int picture, Canvas canvas, Canvas half) {
        double seconds = (double) picture / SampleTitle.FRAMES_PER_SECOND;
        float pan = camera.panFrom + camera.panPerSecond * (float) seconds;
        int horizon = camera.horizon;
        landscape.sky.paint(half, horizon, 0.25f * pan, (float) seconds);
        canvas.enlarge(half, canvas.row(horizon));
        landscape.land.paint(canvas, horizon, pan);
        paintFlock(picture, pan, canvas);
        landscape.lake.paint(canvas, horizon, pan, (float) seconds);
        for (Reeds row : landscape.reeds) {
            row.paint(canvas, pan, seconds);
        }
    }

    private void paintFlock(int picture, float pan, Canvas canvas) {
        Bird bird = new Bird(canvas, new Plumage(birds.colour, birds.colour));
        Flock flock = birds.flock;
        int horizon = camera.horizon;
        Flock.Pose pose = new Flock.Pose();
        for (int i = 0; i < flock.count(); i++) {
            flock.pose(i, picture, pose);
            float nearness = DISTANCE / (DISTANCE + pose.z);
            float x = 640 + (pose.x - 640) * nearness - 0.4f * pan;
            float y = horizon + (pose.y - horizon) * nearness;
            if (y < horizon - 2) {
                bird.paintFar(new Bird.Sight(pose, x, y, birds.halfSpan * nearness), 0.86f);
            }
        }
    }
}
