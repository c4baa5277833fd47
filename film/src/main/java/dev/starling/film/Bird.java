package dev.starling.film;

import dev.starling.film.Canvas.Joint;
import dev.starling.film.Canvas.Limb;
import dev.starling.film.Flock.Pose;

/** Draws starlings: a pointed body with a short tail and two wings, each of an arm and a hand. */
final class Bird {
    private static final float OPACITY = 0.94f;

    private final Canvas canvas;
    private final Plumage plumage;

    Bird(Canvas canvas, Plumage plumage) {
        this.canvas = canvas;
        this.plumage = plumage;
    }

    /** The colours of a bird. Wings are lighter than the body where light shines through the feathers. */
    record Plumage(Rgb body, Rgb wing) {}

    /**
     * A bird on the picture. Lengths are in units.
     *
     * @param pose its attitude
     * @param x its middle, across
     * @param y its middle, down
     * @param halfSpan length of a wing
     */
    record Sight(Pose pose, float x, float y, float halfSpan) {
        /**
         * A point of the bird, in wing lengths from its middle.
         *
         * @param ahead towards the bill
         * @param right towards the right wing
         * @param up towards the back
         */
        private Place at(float ahead, float right, float up) {
            return new Place(
                    x + halfSpan * (ahead * pose.aheadX + right * pose.rightX + up * pose.backX),
                    y + halfSpan * (ahead * pose.aheadY + right * pose.rightY + up * pose.backY),
                    halfSpan);
        }
    }

    /** A point on the picture. */
    private record Place(float x, float y, float halfSpan) {
        /** @param radius in wing lengths */
        Joint thick(float radius) {
            return new Joint(x, y, radius * halfSpan);
        }
    }

    /** Draws a distant bird, of which only the wings are visible. */
    void paintFar(Sight bird, float alpha) {
        float lift = bird.pose().lift;
        float out = (float) Math.sqrt(Math.max(0, 1 - lift * lift));
        for (int side = -1; side <= 1; side += 2) {
            Joint shoulder = bird.at(0.16f, 0, 0).thick(0.3f);
            Joint tip = bird.at(-0.3f, side * out, lift).thick(0.12f);
            canvas.limb(new Limb(shoulder, tip), plumage.body, alpha, 1.3f);
        }
    }

    /**
     * Draws a bird near enough to show its wing beat.
     *
     * @param softness width of its edges in units; larger out of focus
     */
    void paintNear(Sight bird, float softness) {
        for (int side = -1; side <= 1; side += 2) {
            paintWing(bird, side, softness);
        }
        Rgb body = plumage.body;
        Place middle = bird.at(0, 0, 0);
        Place head = bird.at(0.34f, 0, 0);
        stroke(head.thick(0.085f), middle.thick(0.135f), body, softness);
        stroke(middle.thick(0.135f), bird.at(-0.3f, 0, 0).thick(0.06f), body, softness);
        stroke(bird.at(-0.275f, 0, 0).thick(0.05f), bird.at(-0.5f, 0, 0).thick(0.085f), body, softness);
        stroke(head.thick(0.06f), bird.at(0.51f, 0, 0).thick(0.008f), body, softness);
    }

    /** @param side 1 for the right wing, −1 for the left */
    private void paintWing(Sight bird, int side, float softness) {
        Pose pose = bird.pose();
        float handLift = pose.lift * 1.25f - 0.12f;
        float armOut = side * 0.4f * cos(pose.lift);
        float armUp = 0.4f * sin(pose.lift);
        float handOut = side * (0.62f - 0.2f * pose.fold) * cos(handLift);
        float handUp = 0.6f * sin(handLift);
        float shoulderOut = side * 0.06f;
        Place shoulder = bird.at(0.1f, shoulderOut, 0);
        Place wrist = bird.at(0.2f, shoulderOut + armOut, armUp);
        Place tip = bird.at(0.1f - 0.42f * pose.fold, shoulderOut + armOut + handOut, armUp + handUp);
        // The trailing edge: feathers from the arm and the hand towards the tail.
        Rgb wing = plumage.wing;
        Place trailing = bird.at(-0.16f, 0.6f * armOut, 0.6f * armUp);
        stroke(trailing.thick(0.1f), wrist.thick(0.06f), wing, softness);
        stroke(shoulder.thick(0.13f), wrist.thick(0.075f), wing, softness);
        stroke(wrist.thick(0.085f), tip.thick(0.012f), wing, softness);
    }

    private void stroke(Joint from, Joint to, Rgb light, float softness) {
        canvas.limb(new Limb(from, to), light, OPACITY, softness);
    }

    private static float cos(float radians) {
        return (float) StrictMath.cos(radians);
    }

    private static float sin(float radians) {
        return (float) StrictMath.sin(radians);
    }
}
