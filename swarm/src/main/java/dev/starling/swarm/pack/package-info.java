/**
 * The files of a swarm package: one reader ({@link dev.starling.swarm.pack.PackageReader}), one writer
 * ({@link dev.starling.swarm.pack.PackageWriter}), one page of documentation ({@code docs/package-format.md}). The only
 * package of this module that uses the file system.
 */
@NullMarked
package dev.starling.swarm.pack;

import org.jspecify.annotations.NullMarked;
