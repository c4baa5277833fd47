package dev.starling.edge.client;

/** A payload that violates CTA-5004. The edge ignores and counts it; delivery continues. */
public final class MalformedCmcdException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedCmcdException(String message) {
        super(message);
    }
}
