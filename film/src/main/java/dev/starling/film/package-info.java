/**
 * Paints the sample title of the demo and writes generated pictures and sound to files. Open
 * {@link dev.starling.film.SampleTitle} first; it plays the shots of {@code Scenery}.
 * {@link dev.starling.film.SampleFile} writes the title to a file through {@link dev.starling.film.MediaWriter}, which
 * tests use too.
 *
 * <p>FFmpeg's types stay inside. A writer belongs to one thread; any number of threads may read a
 * {@link dev.starling.film.SampleTitle}. Times and durations are in 1/90000 s unless their name gives another unit.
 */
@NullMarked
package dev.starling.film;

import org.jspecify.annotations.NullMarked;
