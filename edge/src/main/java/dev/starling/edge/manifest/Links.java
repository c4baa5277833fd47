package dev.starling.edge.manifest;

/** The URIs in a manifest, relative to the manifest. */
public interface Links {
    /** The URI of a part. */
    String to(Rendition rendition, Part part);

    /**
     * The URI of a rendition's media segments with a placeholder instead of the clip index.
     *
     * @param placeholder for example {@code $Number$} of DASH
     */
    String toSegments(Rendition rendition, String placeholder);

    /** The URI of the I-frame playlist of a rung. */
    String toIFrames(Rendition.Rung rung);
}
