package dev.starling.lab.policy;

/** Chooses the rung of the next chunk. It keeps no state: all it may know is in {@link AbrState}. */
@FunctionalInterface
public interface AbrPolicy {
    /** The rung of chunk {@link AbrState#nextChunk()}, from 0. */
    int choose(AbrState state);
}
