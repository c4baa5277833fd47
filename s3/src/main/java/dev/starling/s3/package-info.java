/**
 * Inputs, results and packages in Amazon S3 and the stores that speak its protocol. Open {@code S3Storage} first; then
 * {@code S3Place} (the requests) and {@code PackagePointer} (how a package appears at once where nothing can be
 * renamed).
 */
@NullMarked
package dev.starling.s3;

import org.jspecify.annotations.NullMarked;
