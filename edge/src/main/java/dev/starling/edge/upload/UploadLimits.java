package dev.starling.edge.upload;

import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;

/**
 * What uploads may use.
 *
 * @param fileBytes the largest file
 * @param allBytes all files that are not encoded yet, those that are still on their way with their whole size
 * @param waiting files that are on their way or wait for their encode
 */
public record UploadLimits(long fileBytes, long allBytes, int waiting) {
    private static final long MEBIBYTE = 1 << 20;

    /** Those of an edge. */
    public static UploadLimits of(EdgeLimits limits) {
        return new UploadLimits(
                limits.of(EdgeLimit.MEBIBYTES_OF_AN_UPLOAD) * MEBIBYTE,
                limits.of(EdgeLimit.MEBIBYTES_OF_UPLOADS) * MEBIBYTE,
                limits.of(EdgeLimit.UPLOADS_WAITING));
    }
}
