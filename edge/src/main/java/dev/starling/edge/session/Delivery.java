package dev.starling.edge.session;

import org.jspecify.annotations.Nullable;

/** How a session gets its clips. */
public enum Delivery {
    /** From the edge, which decides while it sends. */
    STREAMED,
    /** By a redirect to a segment that caches may keep; a decision holds for the whole clip. */
    REDIRECTED;

    /** The query argument that tells it. */
    public static final String ARGUMENT = "delivery";

    /** The value of {@link #ARGUMENT} for {@link #REDIRECTED}. */
    public static final String REDIRECT = "redirect";

    /** Reads the value of {@link #ARGUMENT}; anything else than {@link #REDIRECT}, or none, is streamed. */
    public static Delivery of(@Nullable String value) {
        return REDIRECT.equals(value) ? REDIRECTED : STREAMED;
    }
}
