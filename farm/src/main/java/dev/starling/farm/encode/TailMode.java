package dev.starling.farm.encode;

/** Which tails the members of a title get. */
public enum TailMode {
    /** None: a delivery that has to go down inside a clip takes the lower members' access units. */
    NONE,
    /** Tails of a fraction of the member's bitrate, for when a path collapses. */
    EMERGENCY,
    /** Tails one step of quality lower. */
    NEIGHBOUR
}
