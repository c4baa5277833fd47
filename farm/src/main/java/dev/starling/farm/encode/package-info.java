/**
 * Encodes a title: file in, package out. Open {@link dev.starling.farm.encode.Farm} first; then {@code TitleWork} (the
 * whole title) and {@code ClipWork} (one clip).
 */
@NullMarked
package dev.starling.farm.encode;

import org.jspecify.annotations.NullMarked;
