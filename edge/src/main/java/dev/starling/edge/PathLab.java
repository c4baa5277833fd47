package dev.starling.edge;

/**
 * Whether clients may ask for artificial paths to their own sessions. It is off by default: a shaped session holds its
 * connections and a thread for longer, and its records look like those of a viewer on a poor network.
 */
public enum PathLab {
    /** No client may. */
    OFF,
    /** Every client may, for a session whose id it holds. */
    ON
}
