package dev.starling.lab.policy;

/** Decides, while a chunk is loading, whether its rest is sent at a lower rung. It keeps no state. */
@FunctionalInterface
public interface DownMoves {
    /** Every chunk stays as it was requested. */
    DownMoves NEVER = (_, chunk) -> chunk.rung();

    /**
     * The rung to go on with.
     *
     * @param state as it was at the request
     * @return {@link LoadingChunk#rung}, or a lower one
     */
    int rung(AbrState state, LoadingChunk chunk);
}
