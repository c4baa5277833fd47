/**
 * Manifests of the same clips in HLS (RFC 8216bis) and DASH (ISO/IEC 23009-1), one class per kind of document. Open
 * {@link dev.starling.edge.manifest.Manifests} first.
 */
@NullMarked
package dev.starling.edge.manifest;

import org.jspecify.annotations.NullMarked;
