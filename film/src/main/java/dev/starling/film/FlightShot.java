package dev.starling.film;

import dev.starling.film.Bird.Plumage;
import dev.starling.film.Flock.Point;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Inside the flock: birds near the camera against the evening sky, which turns with them.
 *
 * @param panPerSecond units by which the background moves
 * @param camera the point that the camera follows in each picture, in the flock's space
 */
record FlightShot(
        int pictures, float panPerSecond, Sky sky, Land land, Flock flock, List<Point> camera, Plumage plumage)
        implements Shot {
    private static final int HORIZON = 800;
    private static final int BOTTOM = 720;
    /** Units of the picture per unit of the flock's space, at the point that the camera follows. */
    private static final float MAGNIFICATION = 7.5f;
    /** Distance of the camera from that point, in the flock's space. */
    private static final float DISTANCE = 130;

    private static final float FOCUS_HALF_SPAN = 30;

    @Override
    public void paint(int picture, Canvas canvas, Canvas half) {
        double seconds = (double) picture / SampleTitle.FRAMES_PER_SECOND;
        float pan = panPerSecond * (float) seconds;
        sky.paint(half, HORIZON, pan, (float) seconds);
        canvas.enlarge(half, canvas.height);
        land.paint(canvas, BOTTOM, pan);
        Point eye = camera.get(picture);
        Flock.Pose pose = new Flock.Pose();
        Bird bird = new Bird(canvas, plumage);
        for (int i : farthestFirst(picture, pose)) {
            flock.pose(i, picture, pose);
            float nearness = DISTANCE / (DISTANCE + pose.z - eye.z());
            if (nearness > 0.05f && nearness < 3.2f) {
                float x = 640 + (pose.x - eye.x()) * MAGNIFICATION * nearness;
                float y = 340 + (pose.y - eye.y()) * MAGNIFICATION * nearness;
                float softness = 1.3f + 5 * Math.abs(nearness - 1);
                bird.paintNear(new Bird.Sight(pose, x, y, FOCUS_HALF_SPAN * nearness), Math.min(softness, 9));
            }
        }
    }

    private int[] farthestFirst(int picture, Flock.Pose pose) {
        float[] depth = new float[flock.count()];
        for (int i = 0; i < depth.length; i++) {
            flock.pose(i, picture, pose);
            depth[i] = pose.z;
        }
        return IntStream.range(0, depth.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -depth[i]))
                .mapToInt(i -> i)
                .toArray();
    }
}
