package dev.starling.edge.session;

/** What a session's clips may be made of. */
public enum Mixing {
    /** Whatever the levels of the edge allow; a clip in flight may go down. */
    BLENDED,
    /** One member each, as planned: what an edge without blending would send. */
    WHOLE;

    /** The value of the query argument {@code blend} for {@link #WHOLE}. */
    public static final String NONE = "none";
}
