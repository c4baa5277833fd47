package dev.starling.film;

import java.util.List;

/**
 * The flock over a lake between hills, seen from the reeds of its shore.
 *
 * @param horizon where the water begins, in units from the top
 * @param panFrom where the camera looks at first, in units to the right
 * @param panPerSecond how fast it turns
 * @param birds their colour
 * @param halfSpan how long a wing is in the middle of the flock, in units
 */
record LakeShot(
        int pictures,
        int horizon,
        float panFrom,
        float panPerSecond,
        Sky sky,
        Land land,
        Lake lake,
        List<Reeds> reeds,
        Flock flock,
        Rgb birds,
        float halfSpan)
        implements Shot {
    private static final float MIDDLE_Z = 600;

    @Override
    public void paint(int picture, Canvas canvas, Canvas half) {
        double seconds = (double) picture / SampleTitle.FRAMES_PER_SECOND;
        float pan = panFrom + panPerSecond * (float) seconds;
        sky.paint(half, horizon, 0.25f * pan, (float) seconds);
        canvas.enlarge(half, canvas.row(horizon));
        land.paint(canvas, horizon, pan);
        paintFlock(picture, pan, canvas);
        lake.paint(canvas, horizon, pan, (float) seconds);
        for (Reeds row : reeds) {
            row.paint(canvas, pan, seconds);
        }
    }

    private void paintFlock(int picture, float pan, Canvas canvas) {
        Bird bird = new Bird(canvas, birds, birds);
        Flock.Pose pose = new Flock.Pose();
        for (int i = 0; i < flock.count(); i++) {
            flock.pose(i, picture, pose);
            float nearness = MIDDLE_Z / (MIDDLE_Z + pose.z);
            float x = 640 + (pose.x - 640) * nearness - 0.4f * pan;
            float y = horizon + (pose.y - horizon) * nearness;
            if (y < horizon - 2) {
                bird.paintFar(new Bird.Sight(pose, x, y, halfSpan * nearness), 0.86f);
            }
        }
    }
}
