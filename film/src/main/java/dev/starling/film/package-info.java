/**
 * Paints the sample title of the demo and writes generated pictures and sound to files. Open
 * {@link dev.starling.film.SampleTitle} first, then {@link dev.starling.film.MediaWriter}.
 */
@NullMarked
package dev.starling.film;

import org.jspecify.annotations.NullMarked;
