package dev.starling.lab.player;

/** Carries chunks to a player, one at a time. Times are in seconds of the session and do not go back. */
public interface Carrier {
    /**
     * Requests a chunk.
     *
     * @param chunk its index
     * @param rung its rung
     * @param now when the player requests it
     */
    Loading request(int chunk, int rung, double now);

    /** A chunk on its way. */
    interface Loading {
        /** When its first byte arrives. */
        double firstByteAt();

        /** When its last byte arrives, if it is not abandoned. */
        double arrivesAt();

        /** The size that the player sees. */
        double totalBytes();

        /** The bytes that have arrived at a time. */
        double loadedBytes(double now);

        /**
         * Gives up the rest.
         *
         * @return the bytes that are sent in any case
         */
        double abandon(double now);
    }
}
