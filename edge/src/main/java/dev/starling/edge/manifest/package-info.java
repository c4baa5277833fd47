/**
 * Manifests: HLS (RFC 8216bis) and DASH (ISO/IEC 23009-1) of the same clips. Open
 * {@link dev.starling.edge.manifest.Manifests} first; one class a kind of document.
 */
@NullMarked
package dev.starling.edge.manifest;

import org.jspecify.annotations.NullMarked;
