package dev.starling.edge.catalog;

/**
 * How often a cache had what was looked up.
 *
 * @param hits it had it
 * @param misses it was read or made
 */
public record CacheCounts(long hits, long misses) {
    /** Nothing was looked up. */
    public static final CacheCounts NONE = new CacheCounts(0, 0);
}
