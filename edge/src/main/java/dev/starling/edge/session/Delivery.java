package dev.starling.edge.session;

/** How a session gets its clips. */
public enum Delivery {
    /** From the edge, which decides while it sends. */
    STREAMED,
    /** By a redirect to a segment that caches may keep; a decision holds for the whole clip. */
    REDIRECTED;

    /** The value of the query argument {@code delivery} for {@link #REDIRECTED}. */
    public static final String REDIRECT = "redirect";
}
