package dev.starling.film;

import static dev.starling.film.Curves.wave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A murmuration of starlings. Each bird avoids its nearest neighbours, flies in their direction and stays near them
 * (the three rules of Reynolds' "boids", SIGGRAPH 1987). A moving place attracts the flock, and a falcon that crosses
 * it frightens the birds. Lengths are in units of the {@link Canvas}; x points right, y down, z away from the camera.
 * The constructor computes the whole flight; then any number of threads may read it.
 */
final class Flock {
    private static final float STEP_SECONDS = 1f / SampleTitle.FRAMES_PER_SECOND;
    /** Units per second. */
    private static final float MIN_SPEED = 85;

    private static final float MAX_SPEED = 190;

    private final int count;
    private final float[] position;
    private final float[] velocity;
    private final float[] push;
    /** For each picture: positions, velocities and pushes of all birds, three numbers each. */
    private final float[][] flown;

    private final float[] flapPhase;
    private final float[] flapsPerSecond;

    /** The places of the attraction and of the falcon. */
    interface Leader {
        /** Writes x, y and z of the attraction at a time of the shot, which may be negative. */
        void lead(double seconds, float[] place);

        /** Writes x, y and z of the falcon. */
        void hunt(double seconds, float[] place);
    }

    /**
     * Flies a flock.
     *
     * @param warmUp pictures computed before the first that is kept
     * @param spread standard deviation of the start positions around the first place
     */
    Flock(RandomGenerator random, int count, int warmUp, int pictures, float spread, Leader leader) {
        this.count = count;
        this.position = new float[3 * count];
        this.velocity = new float[3 * count];
        this.push = new float[3 * count];
        this.flapPhase = new float[count];
        this.flapsPerSecond = new float[count];
        float[] place = new float[3];
        leader.lead(-warmUp * (double) STEP_SECONDS, place);
        for (int i = 0; i < count; i++) {
            for (int axis = 0; axis < 3; axis++) {
                position[3 * i + axis] = place[axis] + spread * (float) random.nextGaussian();
                velocity[3 * i + axis] = (float) random.nextGaussian() * 20;
            }
            velocity[3 * i] += MAX_SPEED / 2;
            flapPhase[i] = random.nextFloat();
            flapsPerSecond[i] = 4.2f + 1.6f * random.nextFloat();
        }
        this.flown = new float[pictures][];
        Neighbours neighbours = new Neighbours(count);
        for (int picture = -warmUp; picture < pictures; picture++) {
            step(picture * (double) STEP_SECONDS, leader, neighbours);
            if (picture >= 0) {
                flown[picture] = kept();
            }
        }
    }

    private float[] kept() {
        float[] all = Arrays.copyOf(position, 9 * count);
        System.arraycopy(velocity, 0, all, 3 * count, 3 * count);
        System.arraycopy(push, 0, all, 6 * count, 3 * count);
        return all;
    }

    private void step(double seconds, Leader leader, Neighbours neighbours) {
        float[] place = new float[3];
        float[] falcon = new float[3];
        leader.lead(seconds, place);
        leader.hunt(seconds, falcon);
        neighbours.sort(position);
        for (int i = 0; i < count; i++) {
            neighbours.rules(i, position, velocity, push);
            drawTo(i, place);
            flee(i, falcon);
        }
        for (int i = 0; i < count; i++) {
            float squares = 0;
            for (int axis = 0; axis < 3; axis++) {
                int at = 3 * i + axis;
                velocity[at] += push[at] * STEP_SECONDS;
                squares += velocity[at] * velocity[at];
            }
            float speed = (float) Math.sqrt(squares);
            float allowed = Math.clamp(speed, MIN_SPEED, MAX_SPEED) / Math.max(speed, 1e-3f);
            for (int axis = 0; axis < 3; axis++) {
                int at = 3 * i + axis;
                velocity[at] *= allowed;
                position[at] += velocity[at] * STEP_SECONDS;
            }
        }
    }

    private void drawTo(int bird, float[] place) {
        float dx = place[0] - position[3 * bird];
        float dy = place[1] - position[3 * bird + 1];
        float dz = place[2] - position[3 * bird + 2];
        // Weaker than the birds' mutual avoidance, or they would all end up in one point.
        float strength = 118 / ((float) Math.sqrt(dx * dx + dy * dy + dz * dz) + 130);
        push[3 * bird] += strength * dx;
        push[3 * bird + 1] += 1.9f * strength * dy;
        push[3 * bird + 2] += 1.5f * strength * dz;
    }

    private void flee(int bird, float[] falcon) {
        float dx = position[3 * bird] - falcon[0];
        float dy = position[3 * bird + 1] - falcon[1];
        float dz = position[3 * bird + 2] - falcon[2];
        float squares = dx * dx + dy * dy + dz * dz + 60;
        float fear = 105;
        if (squares < fear * fear) {
            float strength = 1500 * (1 - squares / (fear * fear)) / (float) Math.sqrt(squares);
            push[3 * bird] += strength * dx;
            push[3 * bird + 1] += strength * dy;
            push[3 * bird + 2] += strength * dz;
        }
    }

    int count() {
        return count;
    }

    /** A point of the flock's space. */
    record Point(float x, float y, float z) {}

    /**
     * The middle of the flock in each picture, smoothed over time.
     *
     * @param pictures reach of the smoothing before and after each picture
     */
    List<Point> followed(int pictures) {
        float[] before = new float[3 * (flown.length + 1)];
        for (int picture = 0; picture < flown.length; picture++) {
            for (int axis = 0; axis < 3; axis++) {
                float sum = 0;
                for (int i = 0; i < count; i++) {
                    sum += flown[picture][3 * i + axis];
                }
                before[3 * (picture + 1) + axis] = before[3 * picture + axis] + sum / count;
            }
        }
        List<Point> points = new ArrayList<>();
        for (int picture = 0; picture < flown.length; picture++) {
            // The same reach on both sides, so that the camera neither lags nor leads at the ends.
            int reach = Math.min(pictures, Math.min(picture, flown.length - 1 - picture));
            int from = 3 * (picture - reach);
            int until = 3 * (picture + reach + 1);
            float share = 1f / (2 * reach + 1);
            points.add(new Point(
                    (before[until] - before[from]) * share,
                    (before[until + 1] - before[from + 1]) * share,
                    (before[until + 2] - before[from + 2]) * share));
        }
        return points;
    }

    /**
     * Writes the pose of one bird.
     *
     * @param picture number of the picture, from 0
     */
    void pose(int bird, int picture, Pose pose) {
        float[] all = flown[picture];
        pose.x = all[3 * bird];
        pose.y = all[3 * bird + 1];
        pose.z = all[3 * bird + 2];
        int direction = 3 * count + 3 * bird;
        int pushed = 6 * count + 3 * bird;
        pose.orient(all, direction, pushed);
        double turns = flapPhase[bird] + flapsPerSecond[bird] * picture * STEP_SECONDS;
        // Sometimes a bird stops beating its wings and glides.
        boolean glides = wave(0.21 * turns + 3 * flapPhase[bird]) > 0.72f;
        pose.lift = glides ? 0.16f : 0.18f + 0.72f * wave(turns);
        pose.fold = glides ? 0.25f : 0.5f - 0.35f * wave(turns + 0.2);
    }

    /** Position and attitude of a bird. Reused for all birds. */
    static final class Pose {
        float x;
        float y;
        float z;
        /** x and y of three unit vectors: ahead, towards the right wing, and out of the back. */
        float aheadX;

        float aheadY;
        float rightX;
        float rightY;
        float backX;
        float backY;
        /** Angle of the wings above the shoulders, in radians. */
        float lift;
        /** How far the hands are folded back, 0–1. */
        float fold;

        /** From the velocity at index {@code direction} of {@code all} and the push at index {@code pushed}. */
        private void orient(float[] all, int direction, int pushed) {
            float vx = all[direction];
            float vy = all[direction + 1];
            float vz = all[direction + 2];
            float speed = (float) Math.sqrt(vx * vx + vy * vy + vz * vz) + 1e-3f;
            float ax = vx / speed;
            float ay = vy / speed;
            float az = vz / speed;
            // The back points against gravity and into the turn, at right angles to the way ahead.
            float ux = all[pushed] / 260;
            float uy = all[pushed + 1] / 260 - 1.3f;
            float uz = all[pushed + 2] / 260 - 0.35f;
            float along = ux * ax + uy * ay + uz * az;
            ux -= along * ax;
            uy -= along * ay;
            uz -= along * az;
            float length = (float) Math.sqrt(ux * ux + uy * uy + uz * uz) + 1e-3f;
            aheadX = ax;
            aheadY = ay;
            backX = ux / length;
            backY = uy / length;
            rightX = (ay * uz - az * uy) / length;
            rightY = (az * ux - ax * uz) / length;
        }
    }
}
