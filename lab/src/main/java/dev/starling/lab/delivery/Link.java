package dev.starling.lab.delivery;

/**
 * What a path adds to its trace.
 *
 * @param roundTripSeconds the round trip of an empty path; half of it each way
 * @param payloadShare the share of the path's bits that are payload, above 0, at most 1; headers take the rest
 * @param queueBytes the payload that the queue before the slowest hop holds
 */
public record Link(double roundTripSeconds, double payloadShare, double queueBytes) {
    /** Round trip and payload share of the reference player, and a queue of 100 kB. */
    public static final Link DEFAULT = new Link(0.08, 0.95, 100_000);

    public Link {
        if (!(roundTripSeconds >= 0) || !(payloadShare > 0 && payloadShare <= 1) || !(queueBytes >= 0)) {
            throw new IllegalArgumentException(
                    "not a link: " + roundTripSeconds + " s, " + payloadShare + ", " + queueBytes + " bytes");
        }
    }
}
